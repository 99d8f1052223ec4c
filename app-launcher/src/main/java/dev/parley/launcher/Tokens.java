package dev.parley.launcher;

import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Chooses the keys of tokens: the configured ones, else the kept secret. */
final class Tokens {
    private Tokens() {}

    /** @throws LaunchException if none is configured and none can be kept */
    static TokenRules rules(Settings settings) {
        TokenKeys configured = settings.tokenKeys();
        TokenKeys keys = configured != null ? configured : KeptSecret.in(settings.dataFolder(), new SecureRandom());
        return settings.tokenRules(keys);
    }

    /**
     * What makes the tokens of this program.
     *
     * @throws LaunchException if an identity provider makes them, or no secret is configured and none can be kept
     */
    static TokenMint mint(Settings settings) {
        if (settings.tokenKeys() instanceof KeySetAddress address) {
            throw new LaunchException(
                    "Tokens come from the identity provider whose keys are at %s; get one there.".formatted(address));
        }
        return new TokenMint(rules(settings), InstantSource.system());
    }
}
