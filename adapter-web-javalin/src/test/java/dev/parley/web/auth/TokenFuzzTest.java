package dev.parley.web.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.web.support.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Tokens: refused whatever is wrong with them, even if whoever holds the key signed it. */
class TokenFuzzTest {
    private static final String SECRET = "a secret that only this test knows, long enough";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenGate GATE =
            new TokenGate(TokenRules.of(TokenSecret.of(SECRET)), InstantSource.fixed(NOW));
    private static final byte[] HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8);

    @FuzzTest
    void token(byte[] data) {
        assertSound(Fuzzing.latin1(data));
    }

    /** The payload of a token that is signed as it should be. */
    @FuzzTest
    void claims(byte[] data) throws GeneralSecurityException {
        assertSound(signed(HEADER, data));
    }

    /** The header, a line feed, and the payload of a token that is signed as it should be. */
    @FuzzTest
    void headerAndClaims(byte[] data) throws GeneralSecurityException {
        int end = 0;
        while (end < data.length && data[end] != '\n') {
            end++;
        }
        byte[] payload = Arrays.copyOfRange(data, Math.min(data.length, end + 1), data.length);
        assertSound(signed(Arrays.copyOf(data, end), payload));
    }

    private static void assertSound(String token) {
        Fuzzing.read(token, () -> GATE.verify(token)).ifPresent(identity -> {
            assertThat(identity.validUntil()).isAfter(NOW);
            assertThat(identity.user().value()).isNotBlank();
        });
    }

    private static String signed(byte[] header, byte[] payload) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String content = base64.encodeToString(header) + "." + base64.encodeToString(payload);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content + "." + base64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void naughtyStringsAreNoTokens() {
        Fuzzing.forEachNaughtyString(this::token);
        Fuzzing.forEachNaughtyString(data -> {
            try {
                claims(data);
                headerAndClaims(data);
            } catch (GeneralSecurityException impossible) {
                throw new AssertionError(impossible);
            }
        });
    }
}
