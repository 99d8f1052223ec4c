package dev.parley.web.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON Web Key (RFC 7517): a public key of RSA for RS256, of the curve P-256 for ES256 (RFC 7518, 6), or of Ed25519 (RFC 8037, 2).
 */
final class JsonWebKey {
    private static final int LONGEST_ID = 256;
    private static final int SMALLEST_MODULUS = 2048;

    /** Larger ones make each check expensive. */
    private static final int LARGEST_MODULUS = 8192;

    private static final int LARGEST_EXPONENT = 64;
    private static final int COORDINATE_BYTES = 32;
    private static final String PRIVATE_PART = "d";

    private final JsonNode json;

    private JsonWebKey(JsonNode json) {
        this.json = json;
    }

    /** @throws UnusableKeysException if it is no such key, is for something else, or is not safe to use */
    static TokenKey read(JsonNode json) throws UnusableKeysException {
        return new JsonWebKey(json).key();
    }

    private TokenKey key() throws UnusableKeysException {
        if (!json.isObject()) {
            throw new UnusableKeysException("it is not an object");
        }
        String use = text("use");
        if (use != null && !use.equals("sig")) {
            throw new UnusableKeysException("it is not for signatures");
        }
        JsonNode operations = json.path("key_ops");
        if (!operations.isMissingNode() && !hasText(operations, "verify")) {
            throw new UnusableKeysException("it is not for checking signatures");
        }
        if (json.has(PRIVATE_PART)) {
            throw new UnusableKeysException("its private part is published, too");
        }
        String id = text("kid");
        if (id != null && id.length() > LONGEST_ID) {
            throw new UnusableKeysException("its kid has more than %d characters".formatted(LONGEST_ID));
        }
        try {
            return switch (required("kty")) {
                case "RSA" -> new TokenKey(id, algorithms(Set.of(TokenKey.RS256)), rsa());
                case "EC" -> new TokenKey(id, algorithms(Set.of(TokenKey.ES256)), p256());
                case "OKP" -> new TokenKey(id, algorithms(TokenKey.ED25519), ed25519());
                default -> throw new UnusableKeysException("keys of its type are not used here");
            };
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new UnusableKeysException("it is malformed", malformed);
        }
    }

    /** What the key says itself is narrower than what its type allows. */
    private Set<String> algorithms(Set<String> ofType) throws UnusableKeysException {
        String named = text("alg");
        if (named == null) {
            return ofType;
        }
        if (!ofType.contains(named)) {
            throw new UnusableKeysException("it is for an algorithm that is not used here");
        }
        return Set.of(named);
    }

    private PublicKey rsa() throws GeneralSecurityException, UnusableKeysException {
        BigInteger modulus = number("n");
        BigInteger exponent = number("e");
        if (modulus.bitLength() < SMALLEST_MODULUS || modulus.bitLength() > LARGEST_MODULUS) {
            throw new UnusableKeysException("its modulus has %d bits; %d to %d are allowed"
                    .formatted(modulus.bitLength(), SMALLEST_MODULUS, LARGEST_MODULUS));
        }
        boolean usual = exponent.testBit(0) && exponent.compareTo(BigInteger.TWO) > 0;
        if (!usual || exponent.bitLength() > LARGEST_EXPONENT) {
            throw new UnusableKeysException("its exponent is not one of RSA");
        }
        return usable("RSA", new RSAPublicKeySpec(modulus, exponent), "SHA256withRSA");
    }

    private PublicKey p256() throws GeneralSecurityException, UnusableKeysException {
        requireCurve("P-256");
        AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
        named.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = named.getParameterSpec(ECParameterSpec.class);
        ECPoint point = new ECPoint(new BigInteger(1, coordinate("x")), new BigInteger(1, coordinate("y")));
        if (!isOn(curve, point)) {
            throw new UnusableKeysException("its point is not on the curve");
        }
        return usable("EC", new ECPublicKeySpec(point, curve), "SHA256withECDSA");
    }

    /** Whether y² = x³ + ax + b; a point elsewhere makes signatures mean nothing. */
    private static boolean isOn(ECParameterSpec curve, ECPoint point) {
        BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB())
                .mod(prime);
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(right);
    }

    /** The point's y comes first byte last, and its topmost bit tells whether x is odd (RFC 8032, 5.1.2). */
    private PublicKey ed25519() throws GeneralSecurityException, UnusableKeysException {
        requireCurve("Ed25519");
        byte[] little = coordinate("x");
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7F;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
        return usable("Ed25519", new EdECPublicKeySpec(NamedParameterSpec.ED25519, point), "Ed25519");
    }

    /** The key, which the platform accepts for checking signatures. */
    private static PublicKey usable(String type, KeySpec spec, String algorithm) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance(type).generatePublic(spec);
        Signature.getInstance(algorithm).initVerify(key);
        return key;
    }

    private void requireCurve(String curve) throws UnusableKeysException {
        if (!required("crv").equals(curve)) {
            throw new UnusableKeysException("keys of its curve are not used here");
        }
    }

    private byte[] coordinate(String member) throws UnusableKeysException {
        byte[] bytes = bytes(member);
        if (bytes.length != COORDINATE_BYTES) {
            throw new UnusableKeysException(
                    "its %s has %d bytes instead of %d".formatted(member, bytes.length, COORDINATE_BYTES));
        }
        return bytes;
    }

    private BigInteger number(String member) throws UnusableKeysException {
        return new BigInteger(1, bytes(member));
    }

    private byte[] bytes(String member) throws UnusableKeysException {
        return Base64.getUrlDecoder().decode(required(member));
    }

    private String required(String member) throws UnusableKeysException {
        String text = text(member);
        if (text == null) {
            throw new UnusableKeysException("it has no " + member);
        }
        return text;
    }

    private @Nullable String text(String member) throws UnusableKeysException {
        JsonNode value = json.path(member);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new UnusableKeysException("its %s is not a string".formatted(member));
        }
        return value.textValue();
    }

    private static boolean hasText(JsonNode array, String text) {
        for (JsonNode item : array) {
            if (text.equals(item.textValue())) {
                return array.isArray();
            }
        }
        return false;
    }
}
