package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody is with proving that an address is theirs: a code was sent there, and they tell it.
 *
 * <pre>
 * send → OPEN ── the code is told ──────────────► USED
 *          ├──── {@value #TRIES} wrong ones were told ──► USED
 *          └──── its time is over
 * </pre>
 *
 * <p>A new code takes the place of the one before. How many were sent is remembered for an hour, whatever address they went to.
 *
 * @param address where the last code went to
 * @param hash stands for the code, which is not kept itself; null if it is used
 * @param expiresAt from when on the code is of no use
 * @param triesLeft how many times one may be told yet
 * @param sent when codes were sent within the last hour, the last one at the end
 */
public record AddressProof(
        ChannelAddress address, @Nullable String hash, Instant expiresAt, int triesLeft, List<Instant> sent) {
    /** How many wrong codes may be told. */
    public static final int TRIES = 5;

    /** How long a code can be told. */
    public static final Duration LIFE = Duration.ofMinutes(15);

    private static final int MOST_SENT = 5;
    private static final Duration WINDOW = Duration.ofHours(1);

    public AddressProof {
        sent = List.copyOf(sent);
    }

    /**
     * A code is sent.
     *
     * @param before how far it was; null if nothing was ever sent
     * @throws ChatException.Limited if too many were sent lately
     */
    public static AddressProof send(@Nullable AddressProof before, ChannelAddress address, String hash, Instant now) {
        List<Instant> lately = before == null
                ? List.of()
                : before.sent.stream()
                        .filter(at -> at.plus(WINDOW).isAfter(now))
                        .toList();
        if (lately.size() >= MOST_SENT) {
            Duration wait = Duration.between(now, lately.getFirst().plus(WINDOW));
            throw new ChatException.Limited(
                    ErrorCode.RATE_LIMITED,
                    "%d codes were sent in the last hour; try again in %d minutes."
                            .formatted(MOST_SENT, wait.toMinutes() + 1),
                    wait,
                    Map.of("retry_after_seconds", wait.toSeconds() + 1));
        }
        List<Instant> sent = Stream.concat(lately.stream(), Stream.of(now)).toList();
        return new AddressProof(address, hash, now.plus(LIFE), TRIES, sent);
    }

    /** Whether telling the code with this hash now proves that address. */
    public boolean proves(ChannelAddress told, String toldHash, Instant now) {
        return isOpen(now)
                && address.equals(told)
                && hash != null
                && MessageDigest.isEqual(
                        hash.getBytes(StandardCharsets.UTF_8), toldHash.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOpen(Instant now) {
        return hash != null && triesLeft > 0 && expiresAt.isAfter(now);
    }

    /** The right code was told. */
    public AddressProof used() {
        return new AddressProof(address, null, expiresAt, triesLeft, sent);
    }

    /** A wrong one was told. */
    public AddressProof missed() {
        int left = Math.max(0, triesLeft - 1);
        return new AddressProof(address, left == 0 ? null : hash, expiresAt, left, sent);
    }
}
