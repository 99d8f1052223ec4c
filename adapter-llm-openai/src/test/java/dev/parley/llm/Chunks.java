package dev.parley.llm;

import com.fasterxml.jackson.databind.node.TextNode;

/** Chunks of streamed answers as OpenAI sends them. */
final class Chunks {
    private Chunks() {}

    static String text(String text) {
        return delta("{\"content\":%s}".formatted(quoted(text)));
    }

    static String delta(String delta) {
        return chunk("[{\"index\":0,\"delta\":%s,\"finish_reason\":null}]".formatted(delta), "");
    }

    static String finish(String reason) {
        return chunk("[{\"index\":0,\"delta\":{},\"finish_reason\":%s}]".formatted(quoted(reason)), "");
    }

    static String usage(int promptTokens, int completionTokens) {
        return chunk(
                "[]",
                ",\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                        .formatted(promptTokens, completionTokens, promptTokens + completionTokens));
    }

    /** A piece of a tool call; its parts are JSON. */
    static String toolCall(String parts) {
        return delta("{\"tool_calls\":[%s]}".formatted(parts));
    }

    static String toolCall(int index, String id, String name, String arguments) {
        return toolCall("{\"index\":%d,\"id\":%s,\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
                .formatted(index, quoted(id), quoted(name), quoted(arguments)));
    }

    static String toolCall(int index, String arguments) {
        return toolCall("{\"index\":%d,\"function\":{\"arguments\":%s}}".formatted(index, quoted(arguments)));
    }

    private static String chunk(String choices, String more) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"scripted-1\",\"choices\":%s%s}"
                .formatted(choices, more);
    }

    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
