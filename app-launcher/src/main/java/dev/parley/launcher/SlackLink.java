package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.ComponentHealth;
import dev.parley.channel.slack.SlackChannel;
import dev.parley.channel.slack.SlackEndpoint;
import dev.parley.channel.slack.SlackInbox;
import dev.parley.channel.slack.SlackSettings;
import dev.parley.channel.slack.SlackSocket;
import dev.parley.channel.slack.SocketTiming;
import dev.parley.web.http.Mount;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slack, wired to those who ask there and those who take the answers and messages. */
final class SlackLink implements AutoCloseable {
    private static final String PATH = "/slack/*";

    private final SlackSettings settings;
    private final SlackChannel channel;
    private @Nullable SlackInbox inbox;
    private volatile @Nullable SlackSocket socket;

    SlackLink(SlackSettings settings, AnswerTokens tokens) {
        this.settings = settings;
        this.channel = new SlackChannel(settings, tokens);
    }

    /** Lets a chat reach people in Slack. */
    void equip(ParleyBuilder chat) {
        chat.channel(channel);
        if (settings.appToken() != null) {
            chat.healthCheck("slack", this::health);
        }
    }

    private ComponentHealth health() {
        SlackSocket open = socket;
        return open != null && open.isConnected()
                ? new ComponentHealth.Up(Map.of())
                : new ComponentHealth.Degraded(Map.of("reason", "The socket to Slack is not open" + why(open) + "."));
    }

    private static String why(@Nullable SlackSocket socket) {
        return socket == null
                ? ""
                : socket.trouble().map(reason -> ": " + reason).orElse("");
    }

    /**
     * Takes answers and messages from now on.
     *
     * @return what Slack calls
     */
    List<Mount> listen(Parley parley, InstantSource time) {
        SlackInbox answers = new SlackInbox(settings, channel, parley.channelAnswers(), parley.channelChats(), time);
        inbox = answers;
        if (settings.appToken() != null) {
            SlackSocket opened = new SlackSocket(settings, channel, answers, SocketTiming.DEFAULT);
            socket = opened;
            opened.start();
        }
        return settings.signingSecret() == null
                ? List.of()
                : List.of(new Mount(PATH, new SlackEndpoint(settings, answers, time)));
    }

    /** Takes no more answers and messages. */
    void stop() {
        if (socket != null) {
            socket.close();
        }
        if (inbox != null) {
            inbox.close();
        }
    }

    @Override
    public void close() {
        stop();
        channel.close();
    }
}
