package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.ComponentHealth;
import dev.parley.channel.email.EmailChannel;
import dev.parley.channel.email.EmailInbox;
import dev.parley.launcher.settings.ChannelChoice;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenSecret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways to reach people who are not looking at the chat, as far as they are configured, and those by which they answer. */
final class Reach implements AutoCloseable {
    /** What the key that signs answers is derived for. */
    private static final String PURPOSE = "parley answers";

    private final ChannelChoice choice;
    private final @Nullable AnswerTokens tokens;
    private final @Nullable EmailChannel email;
    private final InstantSource time;
    private volatile @Nullable EmailInbox inbox;

    private Reach(
            ChannelChoice choice, @Nullable AnswerTokens tokens, @Nullable EmailChannel email, InstantSource time) {
        this.choice = choice;
        this.tokens = tokens;
        this.email = email;
        this.time = time;
    }

    /** @throws LaunchException if something has to be signed and no secret is configured and none can be kept */
    static Reach of(Settings settings, TokenKeys keys, InstantSource time) {
        ChannelChoice choice = settings.channels();
        if (choice.email() == null) {
            return new Reach(choice, null, null, time);
        }
        AnswerTokens tokens = new AnswerTokens(signing(settings, keys));
        return new Reach(choice, tokens, new EmailChannel(choice.email(), tokens, time), time);
    }

    /** All nodes that share a secret have the same keys. */
    private static SigningKeys signing(Settings settings, TokenKeys keys) {
        List<TokenSecret> secrets = settings.channels().linkSecrets();
        if (secrets.isEmpty()) {
            secrets = List.of(
                    keys instanceof TokenSecret secret
                            ? secret
                            : KeptSecret.in(settings.dataFolder(), new SecureRandom()));
        }
        return new SigningKeys(
                secrets.stream().map(secret -> secret.derived(PURPOSE)).toList());
    }

    /** Gives a chat what it reaches people by. */
    void equip(Parley.Builder chat) {
        if (tokens != null) {
            chat.answerTokens(tokens);
        }
        if (email != null) {
            chat.channel(email);
        }
        if (choice.inbox() != null) {
            chat.healthCheck("email_inbox", this::inboxHealth);
        }
    }

    /** What sends mails; empty if nothing does. */
    Optional<EmailChannel> email() {
        return Optional.ofNullable(email);
    }

    private ComponentHealth inboxHealth() {
        EmailInbox reading = inbox;
        return reading == null
                ? new ComponentHealth.Degraded(Map.of("reason", "It was not reached yet."))
                : reading.health();
    }

    /** Begins to take answers. */
    void start(Parley parley) {
        if (choice.inbox() != null && email != null) {
            EmailInbox reading = new EmailInbox(choice.inbox(), parley.channelAnswers(), email, time);
            inbox = reading;
            reading.start();
        }
    }

    @Override
    public void close() {
        EmailInbox reading = inbox;
        if (reading != null) {
            reading.close();
        }
    }
}
