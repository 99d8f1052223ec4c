package dev.parley.web.auth;

import java.util.Set;

/** A secret, which is always the same. */
record FixedKeyRing(KeySet keys) implements KeyRing {
    @Override
    public Set<String> algorithms() {
        return Set.of(TokenKey.HS256);
    }

    @Override
    public KeySet newerThan(KeySet known) {
        return keys;
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }
}
