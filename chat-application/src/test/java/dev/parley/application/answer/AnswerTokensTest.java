package dev.parley.application.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTokensTest {
    private static final byte[] OLD = key("the key that was there first, of 40 bytes");
    private static final byte[] NEW = key("the key that came after it, of enough bytes");

    private final AnswerTokens tokens = new AnswerTokens(new SigningKeys(List.of(OLD)));
    private final AnswerClaim claim = new AnswerClaim(
            new FeedbackRequestId(Given.IDS.next()),
            Given.sessionId(),
            new UserId("anna@example.com"),
            ChannelKind.EMAIL,
            Instant.parse("2026-01-02T03:04:05.678Z"));

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linkTellsWhatItWasMadeFor() {
        assertThat(tokens.readLink(tokens.link(claim))).contains(claim);
    }

    @Test
    void longestRecipientFitsIntoALink() {
        AnswerClaim longest = new AnswerClaim(
                claim.request(), claim.session(), new UserId("u".repeat(128)), ChannelKind.SLACK, claim.expiresAt());

        assertThat(tokens.readLink(tokens.link(longest))).contains(longest);
    }

    /** Each bit of it, and each spelling that some decoders would take for the same. */
    @Test
    void changedLinkIsNone() {
        String link = tokens.link(claim);
        byte[] bytes = Base64.getUrlDecoder().decode(link);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(tokens.readLink(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
                    .isEmpty();
        }
        for (String other :
                List.of("", "=", link + "=", link + "A", link.substring(1), link + link, "%", "ä", link + " ")) {
            assertThat(tokens.readLink(other)).as(other).isEmpty();
        }
        char last = link.charAt(link.length() - 1);
        for (char other : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
            if (other != last) {
                assertThat(tokens.readLink(link.substring(0, link.length() - 1) + other))
                        .isEmpty();
            }
        }
    }

    @Test
    void shortenedLinkIsNone() {
        String link = tokens.link(claim);
        for (int length = 0; length < link.length(); length++) {
            assertThat(tokens.readLink(link.substring(0, length))).isEmpty();
        }
    }

    @Test
    void replyIsForExactlyOneClaimInAnyCase() {
        String reply = tokens.reply(claim);

        assertThat(reply).hasSize(AnswerTokens.REPLY_LENGTH).matches("[a-z2-7]+");
        assertThat(tokens.requestOf(reply)).contains(claim.request());
        assertThat(tokens.isReply(reply, claim)).isTrue();
        assertThat(tokens.isReply(reply.toUpperCase(Locale.ROOT), claim)).isTrue();
        assertThat(tokens.isReply(reply, with(new UserId("eve")))).isFalse();
        assertThat(tokens.isReply(
                        reply,
                        new AnswerClaim(
                                claim.request(),
                                claim.session(),
                                claim.recipient(),
                                ChannelKind.SLACK,
                                claim.expiresAt())))
                .isFalse();
        assertThat(tokens.isReply(
                        reply,
                        new AnswerClaim(
                                new FeedbackRequestId(Given.IDS.next()),
                                claim.session(),
                                claim.recipient(),
                                claim.channel(),
                                claim.expiresAt())))
                .isFalse();
    }

    private AnswerClaim with(UserId recipient) {
        return new AnswerClaim(claim.request(), claim.session(), recipient, claim.channel(), claim.expiresAt());
    }

    @Test
    void changedReplyIsNone() {
        String reply = tokens.reply(claim);
        for (int place = 0; place < reply.length(); place++) {
            for (char other : "abcdefghijklmnopqrstuvwxyz234567189+".toCharArray()) {
                if (other != reply.charAt(place)) {
                    String changed = reply.substring(0, place) + other + reply.substring(place + 1);
                    assertThat(tokens.isReply(changed, claim)).as(changed).isFalse();
                }
            }
        }
        assertThat(tokens.requestOf("")).isEmpty();
        assertThat(tokens.requestOf(reply + "a")).isEmpty();
        assertThat(tokens.requestOf("ä".repeat(AnswerTokens.REPLY_LENGTH))).isEmpty();
    }

    @Test
    void buttonTellsWhatItWasMadeForAndIsNoLink() {
        String button = tokens.button(claim);

        assertThat(tokens.readButton(button)).contains(claim);
        assertThat(tokens.readLink(button)).isEmpty();
        assertThat(tokens.readButton(tokens.link(claim))).isEmpty();
        assertThat(tokens.isReply(button, claim)).isFalse();
    }

    @Test
    void linkIsNoReplyAndAReplyIsNoLink() {
        assertThat(tokens.isReply(tokens.link(claim), claim)).isFalse();
        assertThat(tokens.readLink(tokens.reply(claim))).isEmpty();
    }

    @Test
    void newKeySignsAndTheOldOneIsValidUntilItIsTakenAway() {
        AnswerTokens both = new AnswerTokens(new SigningKeys(List.of(NEW, OLD)));
        AnswerTokens alone = new AnswerTokens(new SigningKeys(List.of(NEW)));

        assertThat(both.readLink(tokens.link(claim))).contains(claim);
        assertThat(both.isReply(tokens.reply(claim), claim)).isTrue();
        assertThat(alone.readLink(both.link(claim))).contains(claim);
        assertThat(alone.readLink(tokens.link(claim))).isEmpty();
        assertThat(alone.isReply(tokens.reply(claim), claim)).isFalse();
    }

    @Test
    void keysAreLongAndPrintNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SigningKeys(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SigningKeys(List.of(OLD, new byte[31])));
        assertThat(new SigningKeys(List.of(OLD)).toString()).isEqualTo("SigningKeys[…]");
        assertThat(SigningKeys.derived(OLD, "a"))
                .hasSize(32)
                .isNotEqualTo(SigningKeys.derived(OLD, "b"))
                .isEqualTo(SigningKeys.derived(OLD, "a"));
    }

    @Test
    void hashOfACodeIsForOneAddress() {
        assertThat(tokens.hashOfCode("12345678", "anna@example.com"))
                .isEqualTo(tokens.hashOfCode("12345678", "anna@example.com"))
                .isNotEqualTo(tokens.hashOfCode("12345678", "bob@example.com"))
                .isNotEqualTo(tokens.hashOfCode("12345679", "anna@example.com"))
                .doesNotContain("12345678");
    }

    /** RFC 4648, 10. */
    @ParameterizedTest
    @CsvSource({
        "66, my",
        "666f, mzxq",
        "666f6f, mzxw6",
        "666f6f62, mzxw6yq",
        "666f6f6261, mzxw6ytb",
        "666f6f626172, mzxw6ytboi"
    })
    void base32IsThatOfTheStandard(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(Base32.encode(bytes)).isEqualTo(text);
        assertThat(Base32.decode(text)).contains(bytes);
    }

    @Test
    void base32ComesBackWhateverTheBytesAre() {
        Random random = new Random(7);
        for (int length = 0; length < 64; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Base32.decode(Base32.encode(bytes).toUpperCase(Locale.ROOT)))
                    .contains(bytes);
        }
    }
}
