package dev.parley.launcher;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.Parsers;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.Settings;
import java.time.Duration;
import java.util.Map;

/** Mints a token for somebody, with the secret that the server uses, too. */
final class TokenCommand {
    private static final String DEFAULT_TTL = "1h";

    private TokenCommand() {}

    /** @param flags {@code --user}, {@code --role} and {@code --ttl}; only the first is required */
    static String token(Settings settings, Map<String, String> flags) {
        UserId user = user(flags.getOrDefault("--user", ""));
        Role role = role(flags.getOrDefault("--role", Role.VIEWER.wireName()));
        Duration lifetime = lifetime(flags.getOrDefault("--ttl", DEFAULT_TTL));
        return Tokens.mint(settings).mint(user, role, lifetime);
    }

    private static UserId user(String text) {
        if (text.isEmpty()) {
            throw new SettingException("--user needs the id of the user whom the token is for.");
        }
        try {
            return new UserId(text);
        } catch (ChatException.Invalid invalid) {
            throw new SettingException(
                    "--user must have 1 to 128 characters out of letters, digits and . _ @ : | + / = -.");
        }
    }

    private static Role role(String text) {
        return Role.named(text).orElseThrow(() -> new SettingException("--role must be viewer, analyst or admin."));
    }

    private static Duration lifetime(String text) {
        try {
            Duration lifetime = Parsers.duration(text);
            if (lifetime.compareTo(Duration.ofSeconds(1)) >= 0) {
                return lifetime;
            }
        } catch (IllegalArgumentException wrong) {
            throw new SettingException("--ttl " + wrong.getMessage() + ".");
        }
        throw new SettingException("--ttl must be at least 1s.");
    }
}
