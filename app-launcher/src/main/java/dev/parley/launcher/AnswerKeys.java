package dev.parley.launcher;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.security.SecureRandom;
import java.util.List;

/** Chooses the keys that sign buttons and links for answers: the configured ones, else one made of the secret that signs tokens. */
final class AnswerKeys {
    private static final String PURPOSE = "parley answers";

    private AnswerKeys() {}

    /** @throws LaunchException if none is configured and none can be kept */
    static AnswerTokens of(Settings settings, TokenRules tokens) {
        List<TokenSecret> configured = settings.answers().secrets();
        List<TokenSecret> secrets = configured.isEmpty() ? List.of(usual(settings, tokens)) : configured;
        return new AnswerTokens(new SigningKeys(
                secrets.stream().map(secret -> secret.derived(PURPOSE)).toList()));
    }

    private static TokenSecret usual(Settings settings, TokenRules tokens) {
        return switch (tokens.keys()) {
            case TokenSecret secret -> secret;
            case KeySetAddress elsewhere -> KeptSecret.in(settings.dataFolder(), new SecureRandom());
        };
    }
}
