package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MintedTokenTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final TokenRules rules = TokenRules.of(TokenSecret.of("0123456789abcdef0123456789abcdef"));
    private Instant now = START;
    private final MintedToken token =
            new MintedToken(new TokenMint(rules, () -> now), new UserId("alice"), Role.VIEWER, () -> now);

    @Test
    void isTheSameUntilHalfOfItsTimeIsOver() {
        String first = token.get();
        now = START.plus(Duration.ofMinutes(29));
        assertThat(token.get()).isEqualTo(first);

        now = START.plus(Duration.ofMinutes(30));

        assertThat(token.get()).isNotEqualTo(first);
        assertThat(new TokenGate(rules, () -> now).verify(token.get()).expiresAt())
                .isEqualTo(now.plus(Duration.ofHours(1)));
    }
}
