package dev.parley.channel.email;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How Parley sends mails.
 *
 * @param smtp which server sends them
 * @param from whom they come from, such as {@code Parley <agent@example.com>}
 * @param replyTo where replies go; null if nobody reads any
 * @param publicUrl where people find this server; links in mails begin with it
 */
public record EmailSettings(
        MailServer smtp, String from, @Nullable ReplyAddress replyTo, URI publicUrl) {
    /** @throws IllegalArgumentException if the sender is no address */
    public EmailSettings {
        sender(from);
    }

    /**
     * The address of a sender.
     *
     * @throws IllegalArgumentException with the rest of a sentence that begins with what the address is for
     */
    public static InternetAddress sender(String from) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(from, true);
            if (parsed.length == 1 && from.chars().noneMatch(Character::isISOControl)) {
                // The form that all mail servers take.
                new ChannelAddress(ChannelKind.EMAIL, parsed[0].getAddress());
                return parsed[0];
            }
        } catch (AddressException | ChatException.Invalid malformed) {
            // refused below
        }
        throw new IllegalArgumentException(
                "must be an email address such as agent@example.com or Parley <agent@example.com>");
    }

    InternetAddress sender() {
        return sender(from);
    }

    /** What stands behind the {@code @} of message ids. */
    String domain() {
        String address = sender().getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** A link to somewhere below where people find this server. */
    String link(String path) {
        String base = publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }
}
