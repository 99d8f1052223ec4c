package dev.parley.web.json;

import dev.parley.application.port.SessionMatch;
import dev.parley.domain.search.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * Where a session has the text that was looked for.
 *
 * @param messageId null if only the title has it
 * @param seq null if only the title has it
 */
public record MatchJson(
        @Nullable String messageId, @Nullable Long seq, SnippetJson snippet) {
    /**
     * The piece of the message or title.
     *
     * @param start of what was found in the text, in UTF-16 code units
     * @param length of what was found, in UTF-16 code units
     */
    public record SnippetJson(String text, int start, int length, boolean moreBefore, boolean moreAfter) {
        static SnippetJson from(Snippet snippet) {
            return new SnippetJson(
                    snippet.text(), snippet.start(), snippet.length(), snippet.moreBefore(), snippet.moreAfter());
        }
    }

    static MatchJson from(SessionMatch match) {
        return new MatchJson(
                match.messageId() == null ? null : match.messageId().toString(),
                match.seq(),
                SnippetJson.from(match.snippet()));
    }
}
