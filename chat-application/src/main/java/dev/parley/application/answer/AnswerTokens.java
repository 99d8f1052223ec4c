package dev.parley.application.answer;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and reads the tokens by which answers find their questions and prove whom these were sent to. Three forms say the same:
 *
 * <ul>
 *   <li>For links, the whole claim: version, channel, request id, session id, expiry, recipient, and 16 bytes of the signature, as base64url.
 *       It is checked without asking a storage.
 *   <li>For buttons in messages, the same, which counts only together with who pressed them.
 *   <li>For reply addresses, which have room for {@value #REPLY_LENGTH} characters that mail servers may write in capitals: the request id and
 *       12 bytes of the signature, as base32. The rest of the claim is known to whoever has found the question and the sender.
 * </ul>
 *
 * Besides, each person has a token of their own, which proves that what is sent to its address is from them.
 *
 * Each form is signed for itself, so that one is of no use as the other. Safe for many threads.
 */
public final class AnswerTokens {
    /** Characters of a token in a reply address. */
    public static final int REPLY_LENGTH = 45;

    /** Characters of a token in the address of a person's own messages. */
    public static final int MAILBOX_LENGTH = 24;

    private static final String LINK = "link";
    private static final String BUTTON = "button";
    private static final String REPLY = "reply";
    private static final String MAILBOX = "mailbox";
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int LINK_SIGNATURE = 16;
    private static final int REPLY_SIGNATURE = 12;
    private static final int MAILBOX_SIGNATURE = 15;
    private static final int LINK_HEAD = 2 + 2 * ID_BYTES + Long.BYTES;
    private static final int LONGEST_LINK = 300;

    private final SigningKeys keys;

    public AnswerTokens(SigningKeys keys) {
        this.keys = keys;
    }

    /** The token of a link: at most {@value #LONGEST_LINK} characters out of A–Z, a–z, 0–9, - and _. */
    public String link(AnswerClaim claim) {
        return whole(LINK, claim);
    }

    /** The token of a button, which looks like that of a link. */
    public String button(AnswerClaim claim) {
        return whole(BUTTON, claim);
    }

    private String whole(String form, AnswerClaim claim) {
        byte[] content = content(claim);
        byte[] signature = Arrays.copyOf(keys.sign(form, content), LINK_SIGNATURE);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(joined(content, signature));
    }

    /** What the token of a link claims; empty if it was not made here, or changed. */
    public Optional<AnswerClaim> readLink(String token) {
        return read(LINK, token);
    }

    /** What the token of a button claims; empty if it was not made here, or changed. */
    public Optional<AnswerClaim> readButton(String token) {
        return read(BUTTON, token);
    }

    private Optional<AnswerClaim> read(String form, String token) {
        byte[] bytes = decoded(token);
        if (bytes.length <= LINK_HEAD + LINK_SIGNATURE || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(bytes, bytes.length - LINK_SIGNATURE);
        byte[] signature = Arrays.copyOfRange(bytes, content.length, bytes.length);
        return keys.isSignature(signature, form, content) ? claim(content) : Optional.empty();
    }

    /** Nothing if it is no canonical base64url: there is one spelling of each token. */
    private static byte[] decoded(String token) {
        try {
            byte[] bytes = token.length() > LONGEST_LINK
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(token);
            return canonical ? bytes : new byte[0];
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    /** The token of a reply address: {@value #REPLY_LENGTH} characters out of a–z and 2–7. */
    public String reply(AnswerClaim claim) {
        byte[] signature = Arrays.copyOf(keys.sign(REPLY, content(claim)), REPLY_SIGNATURE);
        byte[] id = ByteBuffer.allocate(ID_BYTES)
                .putLong(claim.request().value().getMostSignificantBits())
                .putLong(claim.request().value().getLeastSignificantBits())
                .array();
        return Base32.encode(joined(id, signature));
    }

    /** The question that the token of a reply address names, which proves nothing yet; empty if it has not the form of one. */
    public Optional<FeedbackRequestId> requestOf(String reply) {
        return replyBytes(reply).map(bytes -> new FeedbackRequestId(uuid(ByteBuffer.wrap(bytes))));
    }

    /** Whether the token of a reply address was made for exactly this claim. */
    public boolean isReply(String reply, AnswerClaim claim) {
        return replyBytes(reply)
                .filter(bytes ->
                        uuid(ByteBuffer.wrap(bytes)).equals(claim.request().value()))
                .map(bytes -> Arrays.copyOfRange(bytes, ID_BYTES, bytes.length))
                .filter(signature -> keys.isSignature(signature, REPLY, content(claim)))
                .isPresent();
    }

    private static Optional<byte[]> replyBytes(String reply) {
        return reply.length() == REPLY_LENGTH ? Base32.decode(reply) : Optional.empty();
    }

    private static byte[] content(AnswerClaim claim) {
        byte[] recipient = claim.recipient().value().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(LINK_HEAD + recipient.length)
                .put(VERSION)
                .put((byte) claim.channel().wireName().charAt(0))
                .putLong(claim.request().value().getMostSignificantBits())
                .putLong(claim.request().value().getLeastSignificantBits())
                .putLong(claim.session().value().getMostSignificantBits())
                .putLong(claim.session().value().getLeastSignificantBits())
                .putLong(claim.expiresAt().getEpochSecond())
                .put(recipient)
                .array();
    }

    private static Optional<AnswerClaim> claim(byte[] content) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        buffer.get();
        char channel = (char) buffer.get();
        FeedbackRequestId request = new FeedbackRequestId(uuid(buffer));
        SessionId session = new SessionId(uuid(buffer));
        Instant expiresAt = Instant.ofEpochSecond(buffer.getLong());
        String recipient = StandardCharsets.US_ASCII.decode(buffer).toString();
        try {
            return channel(channel)
                    .map(kind -> new AnswerClaim(request, session, new UserId(recipient), kind, expiresAt));
        } catch (ChatException.Invalid signedByMistake) {
            return Optional.empty();
        }
    }

    /** Webhooks have no links, so that the first letters differ. */
    private static Optional<ChannelKind> channel(char letter) {
        return switch (letter) {
            case 'e' -> Optional.of(ChannelKind.EMAIL);
            case 's' -> Optional.of(ChannelKind.SLACK);
            default -> Optional.empty();
        };
    }

    private static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /**
     * The token of the address under which a person's own messages come: {@value #MAILBOX_LENGTH} characters out of a–z and 2–7. It is another
     * one when the address is confirmed anew.
     */
    public String mailbox(UserChannel channel) {
        return Base32.encode(Arrays.copyOf(keys.sign(MAILBOX, content(channel)), MAILBOX_SIGNATURE));
    }

    /** Whether a token was made for exactly this channel as it is now. */
    public boolean isMailbox(String token, UserChannel channel) {
        return token.length() == MAILBOX_LENGTH
                && Base32.decode(token)
                        .filter(signature -> keys.isSignature(signature, MAILBOX, content(channel)))
                        .isPresent();
    }

    private static byte[] content(UserChannel channel) {
        return "%s\n%s\n%s\n%s"
                .formatted(
                        channel.kind().wireName(),
                        channel.user(),
                        channel.address().key(),
                        channel.verifiedAt())
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Stands for a code that somebody was sent to prove an address, without being of any use to whoever reads it.
     *
     * @param address where it went to
     */
    public String hashOfCode(String code, String address) {
        byte[] content = (code + "\n" + address).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(keys.sign("code", content));
    }
}
