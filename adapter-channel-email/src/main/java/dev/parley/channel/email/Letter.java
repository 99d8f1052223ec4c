package dev.parley.channel.email;

import dev.parley.domain.TextRules;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says.
 *
 * @param subject one line
 * @param text for those who read plain text
 * @param html the same as HTML; null if the text is enough
 */
record Letter(String subject, String text, @Nullable String html) {
    private static final int LONGEST_SUBJECT = 120;

    /** The subject is made one line of a length that people read, so that nothing of it can be another header. */
    Letter {
        String line =
                subject.replaceAll("(?U)[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        subject = TextRules.shortened(line, LONGEST_SUBJECT);
    }
}
