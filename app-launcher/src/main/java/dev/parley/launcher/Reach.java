package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.MessageChannel;
import dev.parley.channel.email.EmailChannel;
import dev.parley.channel.email.EmailInbox;
import dev.parley.channel.email.EmailSettings;
import dev.parley.channel.email.InboxSettings;
import dev.parley.channel.webhook.WebhookChannel;
import dev.parley.channel.webhook.WebhookSettings;
import dev.parley.launcher.settings.ChannelSettings;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.TokenKeys;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;


/** The ways to reach people who are not looking at the chat, as far as they are configured, and those by which they answer. */
final class Reach implements AutoCloseable {
    private final ChannelSettings settings;
    private final AnswerTokens tokens;
    private final @Nullable EmailChannel email;
    private final @Nullable WebhookChannel webhook;
    private final InstantSource time;
    private volatile @Nullable EmailInbox inbox;

    /** @throws LaunchException if something has to be signed and no secret is configured and none can be kept */
    Reach(Settings settings, TokenKeys keys, InstantSource time) {
        this.settings = settings.channels();
        this.time = time;
        EmailSettings sending = this.settings.email().sending();
        WebhookSettings hooks = this.settings.webhook();
        tokens = sending == null ? new AnswerTokens(SigningKeys.random()) : AnswerKeys.of(settings, keys);
        email = sending == null ? null : new EmailChannel(sending, tokens, time);
        webhook = hooks == null ? null : new WebhookChannel(hooks, time);
    }

    /** Gives a chat what it reaches people by. */
    void equip(Parley.Builder chat) {
        chat.deliveries(settings.deliveries()).answerTokens(tokens);
        Stream.<@Nullable MessageChannel>of(email, webhook)
                .filter(Objects::nonNull)
                .forEach(chat::channel);
        if (settings.email().inbox() != null) {
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
        InboxSettings mailbox = settings.email().inbox();
        if (mailbox != null && email != null) {
            EmailInbox reading = new EmailInbox(mailbox, parley.channelAnswers(), email, time);
            inbox = reading;
            reading.start();
        }
    }

    /** Takes no more answers. */
    void stop() {
        EmailInbox reading = inbox;
        if (reading != null) {
            reading.close();
        }
    }

    /** Lets go of connections; nothing is sent any more. */
    @Override
    public void close() {
        stop();
        if (webhook != null) {
            webhook.close();
        }
    }
}
