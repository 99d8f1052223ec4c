package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a person can be reached over a channel: an email address (RFC 5321, of the form that mail servers on the internet take), the id of a
 * Slack user, or the URL of a webhook. The web has no address: whoever is connected is told.
 *
 * @param value as it is used; the domain of an email address in lower case
 */
public record ChannelAddress(ChannelKind kind, String value) {
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_URL = 2_000;
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern SLACK = Pattern.compile("[UW][A-Z0-9]{2,30}");

    /** @throws ChatException.Invalid if the text is no address of this channel */
    public ChannelAddress {
        value = switch (kind) {
            case WEB -> throw ChatException.Invalid.field("channel", "web has no address.");
            case EMAIL -> email(value);
            case SLACK -> slack(value);
            case WEBHOOK -> webhook(value);
        };
    }

    /**
     * What is the same in all spellings that lead to the same place: of an email address whatever the case of its letters is, since mail
     * servers take it for one mailbox.
     */
    public String key() {
        return kind == ChannelKind.EMAIL ? value.toLowerCase(Locale.ROOT) : value;
    }

    private static String email(String text) {
        int at = text.lastIndexOf('@');
        if (text.length() > LONGEST_EMAIL
                || !EMAIL.matcher(text).matches()
                || text.contains("..")
                || text.startsWith(".")
                || text.charAt(at - 1) == '.') {
            throw invalid("must be an email address such as anna@example.com, of at most 254 characters.");
        }
        return text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT);
    }

    private static String slack(String text) {
        if (!SLACK.matcher(text).matches()) {
            throw invalid("must be the id of a Slack user, such as U024BE7LH; Slack shows it in a person's profile.");
        }
        return text;
    }

    private static String webhook(String text) {
        try {
            URI url = new URI(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (text.length() <= LONGEST_URL
                    && web
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException malformed) {
            // refused below like the others
        }
        throw invalid("must be an http or https URL of at most 2000 characters, without user name and fragment.");
    }

    private static ChatException.Invalid invalid(String rule) {
        return ChatException.Invalid.field("address", rule);
    }

    /** For logs: whose it is stays hidden. */
    @Override
    public String toString() {
        return kind.wireName() + " address";
    }
}
