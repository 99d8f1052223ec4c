package dev.parley.web.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.support.IdentityProvider.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys are used and which are left out. */
class JsonWebKeyTest {
    private static final String RSA = SigningKey.rs256("rsa").jwk();
    private static final String EC = SigningKey.es256("ec").jwk();
    private static final String ED = SigningKey.eddsa("ed").jwk();

    /** The public key of RFC 8037, appendix A.2, and the token of A.4. */
    private static final String RFC_8037_KEY =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

    private static KeySetReader.Reading read(String key) throws UnusableKeysException {
        return KeySetReader.read(("{\"keys\":[" + key + "]}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keysOfEveryKindAreUsed() throws UnusableKeysException {
        for (String key : List.of(
                RSA,
                EC,
                ED,
                RFC_8037_KEY,
                with(RSA, "\"use\":\"sig\""),
                with(RSA, "\"alg\":\"RS256\""),
                with(EC, "\"alg\":\"ES256\",\"key_ops\":[\"sign\",\"verify\"]"),
                with(ED, "\"alg\":\"EdDSA\""),
                with(ED, "\"x5c\":[\"abc\"],\"whatever\":{\"a\":[1,null]}"))) {
            assertThat(read(key)).returns(List.of(), KeySetReader.Reading::leftOut);
        }
    }

    @Test
    void otherMembersOfTheSetMeanNothing() throws UnusableKeysException {
        KeySetReader.Reading reading =
                KeySetReader.read(("{\"x\":[1],\"keys\":[" + RSA + "],\"y\":null}").getBytes(StandardCharsets.UTF_8));

        assertThat(reading.keys().keys()).hasSize(1);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("[]", "it is not an object"),
                Arguments.of("\"key\"", "it is not an object"),
                Arguments.of("{}", "it has no kty"),
                Arguments.of("{\"kty\":null}", "its kty is not a string"),
                Arguments.of("{\"kty\":5}", "its kty is not a string"),
                Arguments.of("{\"kty\":\"rsa\"}", "keys of its type are not used here"),
                Arguments.of("{\"kty\":\"oct\",\"k\":\"AAAA\"}", "keys of its type are not used here"),
                Arguments.of(
                        "{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}", "keys of its type are not used here"),
                Arguments.of(with(RSA, "\"use\":\"enc\""), "it is not for signatures"),
                Arguments.of(with(RSA, "\"use\":5"), "its use is not a string"),
                Arguments.of(with(RSA, "\"key_ops\":[\"encrypt\"]"), "it is not for checking signatures"),
                Arguments.of(with(RSA, "\"key_ops\":\"verify\""), "it is not for checking signatures"),
                Arguments.of(with(RSA, "\"key_ops\":{\"a\":\"verify\"}"), "it is not for checking signatures"),
                Arguments.of(with(RSA, "\"alg\":\"HS256\""), "it is for an algorithm that is not used here"),
                Arguments.of(with(RSA, "\"alg\":\"none\""), "it is for an algorithm that is not used here"),
                Arguments.of(with(RSA, "\"alg\":\"PS256\""), "it is for an algorithm that is not used here"),
                Arguments.of(with(RSA, "\"alg\":\"ES256\""), "it is for an algorithm that is not used here"),
                Arguments.of(with(EC, "\"alg\":\"RS256\""), "it is for an algorithm that is not used here"),
                Arguments.of(with(RSA, "\"d\":\"AQAB\""), "its private part is published, too"),
                Arguments.of(
                        "{\"kid\":\"" + "k".repeat(257) + "\",\"kty\":\"RSA\"}",
                        "its kid has more than 256 characters"),
                Arguments.of("{\"kid\":[],\"kty\":\"RSA\"}", "its kid is not a string"),
                Arguments.of("{\"kty\":\"RSA\",\"e\":\"AQAB\"}", "it has no n"),
                Arguments.of("{\"kty\":\"RSA\",\"n\":\"%%\",\"e\":\"AQAB\"}", "it is malformed"),
                Arguments.of(
                        "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}",
                        "its modulus has 0 bits; 2048 to 8192 are allowed"),
                Arguments.of(rsa(128, "AQAB"), "its modulus has 1024 bits; 2048 to 8192 are allowed"),
                Arguments.of(rsa(2048, "AQAB"), "its modulus has 16384 bits; 2048 to 8192 are allowed"),
                Arguments.of(rsa(256, "AQ"), "its exponent is not one of RSA"),
                Arguments.of(rsa(256, "Ag"), "its exponent is not one of RSA"),
                Arguments.of(rsa(256, "AA"), "its exponent is not one of RSA"),
                Arguments.of(rsa(256, "_".repeat(12)), "its exponent is not one of RSA"),
                Arguments.of(changed(EC, "crv", "P-384"), "keys of its curve are not used here"),
                Arguments.of(changed(EC, "crv", "secp256k1"), "keys of its curve are not used here"),
                Arguments.of(changed(EC, "y", zeros(31)), "its y has 31 bytes instead of 32"),
                Arguments.of(changed(EC, "y", zeros(32)), "its point is not on the curve"),
                Arguments.of(changed(EC, "x", ones(32)), "its point is not on the curve"),
                Arguments.of(changed(changed(EC, "x", zeros(32)), "y", zeros(32)), "its point is not on the curve"),
                Arguments.of(changed(ED, "crv", "Ed448"), "keys of its curve are not used here"),
                Arguments.of(changed(ED, "crv", "X25519"), "keys of its curve are not used here"),
                Arguments.of(changed(ED, "x", zeros(57)), "its x has 57 bytes instead of 32"),
                Arguments.of(changed(ED, "x", ones(32)), "it is malformed"),
                Arguments.of(changed(ED, "x", "Ag" + "A".repeat(41)), "it is malformed"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void keysThatAreForSomethingElseOrNotSafeAreLeftOut(String key, String reason) throws UnusableKeysException {
        KeySetReader.Reading reading = read(key + "," + RSA);

        assertThat(reading.leftOut()).containsExactly("key 1: " + reason);
        assertThat(reading.keys().keys()).hasSize(1);
    }

    private static String with(String key, String members) {
        return "{" + members + "," + key.substring(1);
    }

    private static String changed(String key, String member, String value) {
        return key.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + value + "\"");
    }

    private static String rsa(int bytes, String exponent) {
        return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}".formatted(ones(bytes), exponent);
    }

    private static String zeros(int bytes) {
        return SigningKey.encoded(new byte[bytes]);
    }

    private static String ones(int bytes) {
        byte[] all = new byte[bytes];
        Arrays.fill(all, (byte) 0xFF);
        return SigningKey.encoded(all);
    }
}
