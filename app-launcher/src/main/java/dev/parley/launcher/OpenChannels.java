package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.MessageChannel;
import dev.parley.channel.email.EmailChannel;
import dev.parley.channel.email.EmailInbox;
import dev.parley.channel.email.EmailSettings;
import dev.parley.channel.email.InboxSettings;
import dev.parley.channel.slack.SlackSettings;
import dev.parley.channel.webhook.WebhookChannel;
import dev.parley.channel.webhook.WebhookSettings;
import dev.parley.launcher.settings.ChannelSettings;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.http.Mount;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ways to reach people who are not looking at the chat, as far as they are configured, and those by which they answer. */
final class OpenChannels implements AutoCloseable {
    private final ChannelSettings settings;
    private final AnswerTokens tokens;
    private final @Nullable EmailChannel email;
    private final @Nullable SlackLink slack;
    private final @Nullable WebhookChannel webhook;
    private final InstantSource time;
    private volatile @Nullable EmailInbox inbox;

    /** @throws LaunchException if something has to be signed and no secret is configured and none can be kept */
    OpenChannels(Settings settings, TokenKeys keys, InstantSource time) {
        this.settings = settings.channels();
        this.time = time;
        EmailSettings sending = this.settings.email().sending();
        SlackSettings workspace = this.settings.slack();
        WebhookSettings hooks = this.settings.webhook();
        boolean signs = sending != null || workspace != null;
        tokens = signs ? AnswerKeys.of(settings, keys) : new AnswerTokens(SigningKeys.random());
        email = sending == null ? null : new EmailChannel(sending, tokens, time);
        slack = workspace == null ? null : new SlackLink(workspace, tokens);
        webhook = hooks == null ? null : new WebhookChannel(hooks, time);
    }

    /** Gives a chat what it reaches people by. */
    void equip(ParleyBuilder chat) {
        chat.deliveries(settings.deliveries()).answerTokens(tokens);
        Stream.<@Nullable MessageChannel>of(email, webhook)
                .filter(Objects::nonNull)
                .forEach(chat::channel);
        if (slack != null) {
            slack.equip(chat);
        }
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

    /**
     * Begins to take answers.
     *
     * @return what others call to bring some
     */
    List<Mount> start(Parley parley) {
        InboxSettings mailbox = settings.email().inbox();
        if (mailbox != null && email != null) {
            EmailInbox reading = new EmailInbox(mailbox, parley, email, time);
            inbox = reading;
            reading.start();
        }
        return slack == null ? List.of() : slack.listen(parley, time);
    }

    /** Takes no more answers. */
    void stop() {
        EmailInbox reading = inbox;
        if (reading != null) {
            reading.close();
        }
        if (slack != null) {
            slack.stop();
        }
    }

    /** Lets go of connections; nothing is sent any more. */
    @Override
    public void close() {
        stop();
        if (slack != null) {
            slack.close();
        }
        if (webhook != null) {
            webhook.close();
        }
    }
}
