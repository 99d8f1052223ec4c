package dev.parley.launcher;

import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.security.SecureRandom;

/** Chooses the secret that signs tokens: the configured one, else the kept one. */
final class Tokens {
    private Tokens() {}

    /** @throws LaunchException if none is configured and none can be kept */
    static TokenRules rules(Settings settings) {
        TokenSecret configured = settings.tokenSecret();
        TokenSecret secret = configured != null ? configured : KeptSecret.in(settings.dataFolder(), new SecureRandom());
        return settings.tokenRules(secret);
    }
}
