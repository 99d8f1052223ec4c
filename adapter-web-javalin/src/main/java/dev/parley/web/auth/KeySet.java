package dev.parley.web.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that tokens are checked with at some moment. */
record KeySet(List<TokenKey> keys) {
    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * The one key that a token's signature can be of: the one that it names; or, if it names none or no key has that name, the only one
     * without a name or at all that its algorithm allows. Keys are never tried one after the other, which would let a single token cost as
     * many checks as there are keys.
     *
     * @param id the token's {@code kid}; null if it has none
     * @return null if there is none, or several
     */
    @Nullable
    TokenKey find(String algorithm, @Nullable String id) {
        List<TokenKey> fitting =
                keys.stream().filter(key -> key.allows(algorithm)).toList();
        for (TokenKey key : fitting) {
            if (id != null && id.equals(key.id())) {
                return key;
            }
        }
        List<TokenKey> others = id == null
                ? fitting
                : fitting.stream().filter(key -> key.id() == null).toList();
        return others.size() == 1 ? others.getFirst() : null;
    }

    /**
     * Takes the place of another set: keys that are in both stay the same objects, and those that are not here any more are withdrawn.
     *
     * @return the set that counts from now on; the other one if it has the same keys
     */
    KeySet replacing(KeySet before) {
        List<TokenKey> kept = new ArrayList<>();
        for (TokenKey key : keys) {
            kept.add(before.keys.stream()
                    .filter(known -> known.isSameAs(key) && !known.isWithdrawn())
                    .findFirst()
                    .orElse(key));
        }
        before.keys.stream().filter(known -> !kept.contains(known)).forEach(TokenKey::withdraw);
        return kept.equals(before.keys) ? before : new KeySet(kept);
    }
}
