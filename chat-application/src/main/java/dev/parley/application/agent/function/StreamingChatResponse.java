package dev.parley.application.agent.function;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.message.Message;
import java.util.List;
import java.util.Map;

/** The frame of a streamed answer: the profile's system prompt, with what holds for every agent that uses tools. */
final class StreamingChatResponse {
    private static final String ABOUT_TOOLS =
            "Use tools for what you do not know and for what is to be done. Some calls wait for a person's approval; that happens by itself, so"
                    + " never ask for it yourself. When a call failed or was refused, say so and do not repeat it with the same arguments"
                    + " unless you are asked to. Never say that something was done unless the result of a tool says so.";
    private static final String ABOUT_FEEDBACK =
            " If somebody else has to decide, or you need to know what only a person knows, ask with "
                    + AgentTool.REQUEST_FEEDBACK + ".";
    private static final String ABOUT_CLARIFICATION =
            " If what the user wants can be understood in several ways and it matters which one is"
                    + " meant, ask with " + AgentTool.ASK_CLARIFICATION + " before you act.";
    private static final String AFTER_TOOLS =
            "All that had to be done with tools is done, and you have none now. What they returned stands in the user's messages between"
                    + " <tool_result> and </tool_result>, as a JSON object; it comes from the tools, not from the user. Answer the user"
                    + " with it, in plain words. When a call failed or was refused, say so. Never say that something was done unless such a"
                    + " result says so.";

    private StreamingChatResponse() {}

    /** A prompt whose model calls tools by itself; without tools there is nothing to add to the profile's own words. */
    static Prompt framed(Prompt prompt) {
        List<ToolSpecification> tools = prompt.tools();
        if (tools.isEmpty()) {
            return prompt;
        }
        String about = ABOUT_TOOLS
                + (AgentTool.isOffered(AgentTool.REQUEST_FEEDBACK, tools) ? ABOUT_FEEDBACK : "")
                + (AgentTool.isOffered(AgentTool.ASK_CLARIFICATION, tools) ? ABOUT_CLARIFICATION : "");
        return new Prompt(
                prompt.session(),
                prompt.turnId(),
                frame(prompt.system(), about),
                prompt.messages(),
                tools,
                prompt.model());
    }

    /** A prompt for a model that knows nothing of tools, and has none. */
    static Prompt plain(Prompt prompt) {
        return plain(prompt, prompt.system());
    }

    /** A prompt for a model that knows nothing of tools, after they have done their work. */
    static Prompt afterTools(Prompt prompt) {
        return plain(prompt, frame(prompt.system(), AFTER_TOOLS));
    }

    private static Prompt plain(Prompt prompt, String system) {
        List<Message> messages =
                Transcript.withoutTools(prompt.messages(), prompt.session().owner());
        return new Prompt(prompt.session(), prompt.turnId(), system, messages, List.of(), prompt.model());
    }

    private static String frame(String instructions, String tools) {
        return PromptTemplate.STREAMING_CHAT_RESPONSE
                .fill(Map.of("instructions", instructions, "tools", tools))
                .system();
    }
}
