package dev.parley.launcher.offline;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a user said, with all that an answer may speak of.
 *
 * @param text as it was said
 * @param words in lower case, with single spaces between and around them, without punctuation
 * @param session the session as it was when the answer began
 * @param said what users said in the part of the session that a model gets to see, oldest first, with this question as the last one
 * @param tools what may be called
 */
record Question(String text, String words, Session session, List<UserMessage> said, List<ToolSpecification> tools) {
    static Question of(Prompt prompt) {
        List<UserMessage> said = Stream.of(prompt.messages())
                .flatMap(List<Message>::stream)
                .filter(UserMessage.class::isInstance)
                .map(UserMessage.class::cast)
                .toList();
        String text = said.isEmpty() ? "" : said.getLast().text();
        return new Question(text, wordsOf(text), prompt.session(), said, prompt.tools());
    }

    /** Whether one of these words or phrases was used. */
    boolean mentions(String... phrases) {
        return Stream.of(phrases).anyMatch(phrase -> words.contains(" " + phrase + " "));
    }

    /** Whether one of these words or phrases is how it begins. */
    boolean beginsWith(String... phrases) {
        return Stream.of(phrases).anyMatch(phrase -> words.startsWith(" " + phrase + " "));
    }

    private static String wordsOf(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", " ")
                        .strip() + " ";
    }
}
