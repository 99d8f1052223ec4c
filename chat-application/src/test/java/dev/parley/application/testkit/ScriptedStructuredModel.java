package dev.parley.application.testkit;

import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.TokenUsage;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A structured model that gives the answers that a test wrote down, one after the other, and notes what it was asked. */
public final class ScriptedStructuredModel implements StructuredModel {
    /** The name it answers under. */
    public static final String NAME = "scripted-documents";

    /** What each of its answers costs. */
    public static final TokenUsage USAGE = new TokenUsage(100, 10);

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final Queue<StructuredPrompt> prompts = new ConcurrentLinkedQueue<>();

    /** The answers to come; one that is no JSON document is refused as such. */
    public ScriptedStructuredModel next(String... texts) {
        answers.addAll(List.of(texts));
        return this;
    }

    public List<StructuredPrompt> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public StructuredReply answer(StructuredPrompt prompt) {
        prompts.add(prompt);
        String answer = answers.poll();
        if (answer == null) {
            throw new AssertionError("nobody wrote down an answer to: " + prompt);
        }
        return new StructuredReply(new JsonText(answer), NAME, USAGE);
    }
}
