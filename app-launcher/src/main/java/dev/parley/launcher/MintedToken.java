package dev.parley.launcher;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.TokenMint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** A token that is replaced by a new one before it expires. Safe for use by many threads. */
final class MintedToken implements Supplier<String> {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final TokenMint mint;
    private final UserId user;
    private final Role role;
    private final InstantSource time;
    private String token = "";
    private Instant usedUntil = Instant.MIN;

    MintedToken(TokenMint mint, UserId user, Role role, InstantSource time) {
        this.mint = mint;
        this.user = user;
        this.role = role;
        this.time = time;
    }

    @Override
    public synchronized String get() {
        Instant now = time.instant();
        if (!now.isBefore(usedUntil)) {
            token = mint.mint(user, role, LIFETIME);
            usedUntil = now.plus(LIFETIME.dividedBy(2));
        }
        return token;
    }
}
