package dev.parley.web.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenGateTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final long EXP = NOW.getEpochSecond() + 60;
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = "{\"sub\":\"alice\",\"exp\":" + EXP + "}";

    private final TokenRules rules = TokenRules.of(TokenSecret.of(SECRET));
    private final TokenGate gate = new TokenGate(rules, InstantSource.fixed(NOW));

    @Test
    void letsMintedTokensPass() {
        String token = new TokenMint(rules, InstantSource.fixed(NOW))
                .mint(new UserId("alice"), Role.ADMIN, Duration.ofHours(1));

        Identity identity = gate.verify(token);
        assertThat(identity.tokenCaller()).isEqualTo(new Caller(new UserId("alice"), Role.ADMIN, ChannelKind.WEB));
        assertThat(identity.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void aTokenWithoutRoleIsThatOfAViewer() {
        assertThat(gate.verify(signed(HEADER, CLAIMS)).role()).isEqualTo(Role.VIEWER);
    }

    @ParameterizedTest
    @CsvSource({"-4, true", "-6, false", "0, true", "1, true"})
    void clocksMayDifferByALittle(long secondsLeft, boolean valid) {
        String token = signed(HEADER, "{\"sub\":\"alice\",\"exp\":" + (NOW.getEpochSecond() + secondsLeft) + "}");

        if (valid) {
            assertThat(gate.verify(token).user()).isEqualTo(new UserId("alice"));
        } else {
            assertRefused(token);
        }
    }

    static Stream<Arguments> defects() {
        String good = signed(HEADER, CLAIMS);
        String[] parts = good.split("\\.");
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("dots", ".."),
                Arguments.of("one part", parts[0]),
                Arguments.of("two parts", parts[0] + "." + parts[1]),
                Arguments.of("four parts", good + ".x"),
                Arguments.of("garbage", "a.b.c"),
                Arguments.of("not ASCII", good.replace('e', 'é')),
                Arguments.of("line break", good + "\n"),
                Arguments.of(
                        "too long",
                        signed(HEADER, "{\"sub\":\"alice\",\"exp\":" + EXP + ",\"x\":\"" + "x".repeat(4096) + "\"}")),
                Arguments.of("megabytes", "a".repeat(5_000_000)),
                Arguments.of("null header, unsigned", encoded("null") + "." + encoded(CLAIMS) + "."),
                Arguments.of("null header, signed", signed("null", CLAIMS)),
                Arguments.of("array header", signed("[]", CLAIMS)),
                Arguments.of("null claims", signed(HEADER, "null")),
                Arguments.of("array claims", signed(HEADER, "[]")),
                Arguments.of("claims no JSON", signed(HEADER, "{")),
                Arguments.of("claims trailing", signed(HEADER, CLAIMS + "x")),
                Arguments.of("alg none", encoded("{\"alg\":\"none\"}") + "." + encoded(CLAIMS) + "."),
                Arguments.of("alg none, signed", signed("{\"alg\":\"none\"}", CLAIMS)),
                Arguments.of("alg missing", signed("{\"typ\":\"JWT\"}", CLAIMS)),
                Arguments.of("alg null", signed("{\"alg\":null}", CLAIMS)),
                Arguments.of("alg HS512", signed("{\"alg\":\"HS512\"}", CLAIMS)),
                Arguments.of("alg RS256", signed("{\"alg\":\"RS256\"}", CLAIMS)),
                Arguments.of("alg lower case", signed("{\"alg\":\"hs256\"}", CLAIMS)),
                Arguments.of("alg twice", signed("{\"alg\":\"none\",\"alg\":\"HS256\"}", CLAIMS)),
                Arguments.of("crit", signed("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", CLAIMS)),
                Arguments.of("crit null", signed("{\"alg\":\"HS256\",\"crit\":null}", CLAIMS)),
                Arguments.of("unsigned", parts[0] + "." + parts[1] + "."),
                Arguments.of("other secret", signed("another secret of 32 bytes or more", HEADER, CLAIMS)),
                Arguments.of("other claims", parts[0] + "." + encoded(CLAIMS.replace("alice", "bob")) + "." + parts[2]),
                Arguments.of("other spelling of the signature", respelled(good)),
                Arguments.of("padded", good + "="),
                Arguments.of("expired", claims("\"sub\":\"alice\",\"exp\":" + (NOW.getEpochSecond() - 60))),
                Arguments.of("not yet valid", claims("\"sub\":\"alice\",\"exp\":" + EXP + ",\"nbf\":" + EXP)),
                Arguments.of("from the future", claims("\"sub\":\"alice\",\"exp\":" + EXP + ",\"iat\":" + EXP)),
                Arguments.of("no exp", claims("\"sub\":\"alice\"")),
                Arguments.of("exp null", claims("\"sub\":\"alice\",\"exp\":null")),
                Arguments.of("exp text", claims("\"sub\":\"alice\",\"exp\":\"" + EXP + "\"")),
                Arguments.of("exp true", claims("\"sub\":\"alice\",\"exp\":true")),
                Arguments.of("exp beyond time", claims("\"sub\":\"alice\",\"exp\":9223372036854775807")),
                Arguments.of("exp beyond numbers", claims("\"sub\":\"alice\",\"exp\":1e400")),
                Arguments.of("exp negative", claims("\"sub\":\"alice\",\"exp\":-1")),
                Arguments.of("no sub", claims("\"exp\":" + EXP)),
                Arguments.of("sub null", claims("\"sub\":null,\"exp\":" + EXP)),
                Arguments.of("sub number", claims("\"sub\":5,\"exp\":" + EXP)),
                Arguments.of("sub list", claims("\"sub\":[\"alice\"],\"exp\":" + EXP)),
                Arguments.of("sub object", claims("\"sub\":{\"a\":1},\"exp\":" + EXP)),
                Arguments.of("sub empty", claims("\"sub\":\"\",\"exp\":" + EXP)),
                Arguments.of("sub with space", claims("\"sub\":\"al ice\",\"exp\":" + EXP)),
                Arguments.of("sub with line break", claims("\"sub\":\"alice\\n\",\"exp\":" + EXP)),
                Arguments.of("sub with NUL", claims("\"sub\":\"alice\\u0000\",\"exp\":" + EXP)),
                Arguments.of("sub too long", claims("\"sub\":\"" + "a".repeat(129) + "\",\"exp\":" + EXP)),
                Arguments.of("sub twice", claims("\"sub\":\"bob\",\"sub\":\"alice\",\"exp\":" + EXP)),
                Arguments.of("role unknown", claims("\"sub\":\"alice\",\"role\":\"root\",\"exp\":" + EXP)),
                Arguments.of("role null", claims("\"sub\":\"alice\",\"role\":null,\"exp\":" + EXP)),
                Arguments.of("role list", claims("\"sub\":\"alice\",\"role\":[\"admin\"],\"exp\":" + EXP)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void refusesEveryDefect(String defect, String token) {
        assertRefused(token);
    }

    @Test
    void checksIssuerAndAudienceWhereTheyAreSet() {
        TokenRules strict = new TokenRules(TokenSecret.of(SECRET), "issuer", "parley");
        TokenGate strictGate = new TokenGate(strict, InstantSource.fixed(NOW));
        String minted = new TokenMint(strict, InstantSource.fixed(NOW))
                .mint(new UserId("alice"), Role.VIEWER, Duration.ofMinutes(1));
        String other = claims("\"sub\":\"alice\",\"exp\":" + EXP + ",\"iss\":\"issuer\",\"aud\":\"another\"");

        assertThat(strictGate.verify(minted).user()).isEqualTo(new UserId("alice"));
        assertThatExceptionOfType(ChatException.Unauthenticated.class).isThrownBy(() -> strictGate.verify(other));
        assertThatExceptionOfType(ChatException.Unauthenticated.class)
                .isThrownBy(() -> strictGate.verify(signed(HEADER, CLAIMS)));
        assertThat(gate.verify(minted).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void refusesShortSecretsAndKeepsSecretsToItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSecret.of("0123456789abcdef0123456789abcde"))
                .withMessageNotContaining("abcde");
        assertThat(rules.toString()).doesNotContain(SECRET);
    }

    private void assertRefused(String token) {
        assertThatExceptionOfType(ChatException.Unauthenticated.class)
                .isThrownBy(() -> gate.verify(token))
                .withMessage("The token is not valid or has expired; get a new one.");
    }

    private static String claims(String members) {
        return signed(HEADER, "{" + members + "}");
    }

    private static String signed(String header, String claims) {
        return signed(SECRET, header, claims);
    }

    private static String signed(String secret, String header, String claims) {
        String content = encoded(header) + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + encoded(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The last character of a 32-byte signature carries two bits that mean nothing. */
    private static String respelled(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
