package dev.parley.launcher.chat;

import java.util.HashMap;
import java.util.Map;

/** How much of each unfinished answer was shown, so that none of it is shown twice, however it comes. */
final class ShownAnswers {
    private final Map<String, Integer> lengths = new HashMap<>();

    /**
     * The part that was not shown yet; from now on it was.
     *
     * @param offset where the text begins in the answer, in UTF-16 code units
     */
    String rest(String messageId, int offset, String text) {
        int shown = lengths.getOrDefault(messageId, 0);
        int end = offset + text.length();
        if (end <= shown) {
            return "";
        }
        lengths.put(messageId, end);
        return text.substring(Math.max(0, shown - offset));
    }

    /** As {@link #rest}, for a whole answer, after which nothing of it comes any more. */
    String end(String messageId, String wholeText) {
        String rest = rest(messageId, 0, wholeText);
        lengths.remove(messageId);
        return rest;
    }

    /** Whether something was shown of an answer that has not ended. */
    boolean isUnfinished(String messageId) {
        return lengths.containsKey(messageId);
    }
}
