package dev.parley.launcher.offline;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of rules instead of weights: the same conversation always gets the same answer, word by word, at a human pace. Safe for use by
 * many threads.
 */
public final class OfflineModel implements LanguageModel {
    /** What it calls itself in the history. */
    public static final String NAME = "offline-demo";

    /** A word with the space behind it; longer words, and languages without spaces, come in parts. */
    private static final Pattern PIECE = Pattern.compile("\\s*\\S{1,24}\\s*");

    private final Duration perWord;

    /** @param perWord pause between two words; zero for none */
    public OfflineModel(Duration perWord) {
        this.perWord = perWord;
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        Speech speech = Speech.on(prompt);
        Matcher pieces = PIECE.matcher(speech.text());
        for (boolean first = true; pieces.find(); first = false) {
            pause(first ? Duration.ZERO : perWord);
            sink.append(pieces.group());
        }
        return new Reply(speech.toolCalls(), NAME, TokenUsage.NONE);
    }

    private static void pause(Duration length) throws InterruptedException {
        if (length.isPositive()) {
            Thread.sleep(length);
        } else if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
