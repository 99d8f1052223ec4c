package dev.parley.web.auth;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The keys that tokens are checked with. Safe for use by many threads. */
interface KeyRing extends AutoCloseable {
    /** @param time by which keys get old */
    static KeyRing of(TokenKeys keys, InstantSource time) {
        return switch (keys) {
            case TokenSecret secret -> new FixedKeyRing(new KeySet(List.of(TokenKey.of(secret))));
            case KeySetAddress address -> RemoteKeyRing.open(address, KeySetTiming.DEFAULT, time);
        };
    }

    /** The algorithms there may be keys for, now or later. */
    Set<String> algorithms();

    /**
     * The keys as they are now.
     *
     * @throws dev.parley.domain.ChatException.Unavailable if there are none yet, or they have become too old
     */
    KeySet keys();

    /**
     * The keys after a look for newer ones, because these did not have what was looked for. There may have been no look, since too many of
     * them would burden whoever publishes the keys.
     */
    KeySet newerThan(KeySet known);

    @Override
    void close();
}
