package dev.parley.channel.slack;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Slack's signature of a request (docs.slack.dev, Verifying requests from Slack): version 0, over the time and the body as it came. */
final class SlackSignature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v0";

    private final SecretKeySpec key;

    SlackSignature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * Whether a request was made about now, by what it says itself.
     *
     * @param timestamp the header {@code X-Slack-Request-Timestamp}
     */
    static boolean isTimely(@Nullable String timestamp, Instant now) {
        if (timestamp == null || !SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        Duration distance = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        return distance.compareTo(TOLERANCE) <= 0;
    }

    /**
     * Whether Slack signed exactly this.
     *
     * @param signature the header {@code X-Slack-Signature}
     */
    boolean isOf(@Nullable String signature, String timestamp, byte[] body) {
        return signature != null
                && MessageDigest.isEqual(
                        sign(timestamp, body).getBytes(StandardCharsets.ISO_8859_1),
                        signature.getBytes(StandardCharsets.ISO_8859_1));
    }

    String sign(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((VERSION + ":" + timestamp + ":").getBytes(StandardCharsets.US_ASCII));
            return VERSION + "=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
