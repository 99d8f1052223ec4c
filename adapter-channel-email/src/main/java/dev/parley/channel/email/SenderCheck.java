package dev.parley.channel.email;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What our own mail server found out about whom a mail says it is from, by DMARC (RFC 7489). */
enum SenderCheck {
    /** It is from there. */
    PASSED,
    /** It is not. */
    FAILED,
    /** Nobody knows. */
    UNKNOWN;

    private static final int LONGEST = 20_000;

    /**
     * Reads the headers that mail servers add (RFC 8601). Anybody can write such a header: only those of our own server count, and of these
     * only the newest one speaks for a mail, while any speaks against it.
     *
     * @param headers the newest first
     * @param judge the name by which our own mail server says what it found out, in lower case; null if it does not
     */
    static SenderCheck of(String @Nullable [] headers, @Nullable String judge) {
        if (judge == null || headers == null) {
            return UNKNOWN;
        }
        List<SenderCheck> ours = Arrays.stream(headers)
                .filter(header -> header.length() <= LONGEST)
                .map(SenderCheck::plain)
                .filter(header -> header.split("[;\\s]", 2)[0].equals(judge))
                .map(SenderCheck::verdict)
                .toList();
        if (ours.contains(FAILED)) {
            return FAILED;
        }
        return ours.isEmpty() ? UNKNOWN : ours.getFirst();
    }

    private static SenderCheck verdict(String header) {
        SenderCheck found = UNKNOWN;
        for (String part : header.split(";")) {
            String[] words = part.strip().split("\\s*=\\s*|\\s+", 3);
            if (words.length < 2 || !words[0].equals("dmarc")) {
                continue;
            }
            if (words[1].equals("fail")) {
                return FAILED;
            }
            if (words[1].equals("pass")) {
                found = PASSED;
            }
        }
        return found;
    }

    /** Without comments and quoted words, in which senders can put whatever they like. */
    private static String plain(String header) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char letter = header.charAt(i);
            if (letter == '\\' && (quoted || depth > 0)) {
                i++;
            } else if (letter == '"' && depth == 0) {
                quoted = !quoted;
                plain.append('_');
            } else if (letter == '(' && !quoted) {
                depth++;
            } else if (letter == ')' && !quoted && depth > 0) {
                depth--;
            } else if (!quoted && depth == 0) {
                plain.append(letter);
            }
        }
        return plain.toString().strip().toLowerCase(Locale.ROOT);
    }
}
