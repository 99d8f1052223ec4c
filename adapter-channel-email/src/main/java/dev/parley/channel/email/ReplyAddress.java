package dev.parley.channel.email;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import java.util.Locale;
import java.util.Optional;

/**
 * Where replies go: a mailbox that also takes what is sent to its name with a plus and anything behind it (RFC 5233), which is where the token
 * of a question stands.
 *
 * @param local what stands before the plus, in lower case, of at most {@value #LONGEST_LOCAL} characters
 * @param domain in lower case
 */
public record ReplyAddress(String local, String domain) {
    /** So that the part before the {@code @} has at most 64 characters (RFC 5321, 4.5.3.1.1). */
    static final int LONGEST_LOCAL = 64 - 1 - AnswerTokens.REPLY_LENGTH;

    /** @throws IllegalArgumentException with the rest of a sentence that begins with what the address is for */
    public ReplyAddress {
        if (local.isEmpty() || local.contains("+") || local.length() > LONGEST_LOCAL) {
            throw new IllegalArgumentException(
                    "must have 1 to %d characters before the @, and no plus among them".formatted(LONGEST_LOCAL));
        }
    }

    /** @throws IllegalArgumentException with the rest of a sentence that begins with what the address is for */
    public static ReplyAddress parse(String text) {
        try {
            String address = new ChannelAddress(ChannelKind.EMAIL, text).value().toLowerCase(Locale.ROOT);
            int at = address.lastIndexOf('@');
            return new ReplyAddress(address.substring(0, at), address.substring(at + 1));
        } catch (ChatException.Invalid malformed) {
            throw new IllegalArgumentException("must be an email address such as agent@example.com", malformed);
        }
    }

    String with(String token) {
        return local + "+" + token + "@" + domain;
    }

    /** The token in an address, in whatever case; empty if the address is another one. */
    Optional<String> tokenIn(String address) {
        String lower = address.strip().toLowerCase(Locale.ROOT);
        String end = "@" + domain;
        return lower.startsWith(local + "+") && lower.endsWith(end)
                ? Optional.of(lower.substring(local.length() + 1, lower.length() - end.length()))
                : Optional.empty();
    }

    /** Whether an address is that of the mailbox itself, with or without a token. */
    boolean isOwn(String address) {
        String lower = address.strip().toLowerCase(Locale.ROOT);
        return lower.equals(local + "@" + domain) || tokenIn(lower).isPresent();
    }
}
