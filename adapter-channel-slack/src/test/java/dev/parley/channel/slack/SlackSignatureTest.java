package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackSignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_531_420_618);

    /** The example in Slack's documentation. */
    @Test
    void signatureIsThatOfTheDocumentation() {
        SlackSignature signature = new SlackSignature("8f742231b10e8888abcd99yyyzzz85a5");
        byte[] body =
                "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
                        .getBytes(StandardCharsets.US_ASCII);

        assertThat(signature.sign("1531420618", body))
                .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
        assertThat(signature.isOf(
                        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "1531420618", body))
                .isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "v0=",
                "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
            })
    void otherSignaturesAreNone(String signature) {
        assertThat(new SlackSignature("secret-of-enough").isOf(signature, "1", new byte[0]))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "300, true", "301, false", "-300, true", "-301, false", "86400, false"})
    void timesOfUpToFiveMinutesCountInBothDirections(long seconds, boolean timely) {
        assertThat(SlackSignature.isTimely(String.valueOf(NOW.getEpochSecond() + seconds), NOW))
                .isEqualTo(timely);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " 1531420618",
                "1531420618.5",
                "+1531420618",
                "-1531420618",
                "9999999999999",
                "1531420618x",
                "١٥٣١٤٢٠٦١٨"
            })
    void whatIsNoNumberIsNoTime(String timestamp) {
        assertThat(SlackSignature.isTimely(timestamp, NOW)).isFalse();
    }
}
