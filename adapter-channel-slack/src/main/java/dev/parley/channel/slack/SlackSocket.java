package dev.parley.channel.slack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from Slack over a socket that Parley opens (Socket Mode), so that no public address is needed. A socket that Slack ends, that breaks or
 * falls silent is followed by another one; after failures it takes longer each time. Several nodes may have one each: Slack sends
 * everything to one of them.
 */
public final class SlackSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackSocket.class);
    private static final Duration CONNECT = Duration.ofSeconds(15);

    private final SlackApi api;
    private final SlackInbox inbox;
    private final SocketTiming timing;
    private final boolean isEncrypted;
    private final HttpClient http;
    private final Thread loop;
    private volatile @Nullable SocketConnection current;
    private volatile @Nullable String trouble = "it was not tried yet";
    private volatile boolean closed;

    public SlackSocket(SlackSettings settings, SlackChannel channel, SlackInbox inbox, SocketTiming timing) {
        this.api = channel.api();
        this.inbox = inbox;
        this.timing = timing;
        this.isEncrypted = "https".equals(settings.api().getScheme());
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.loop = Thread.ofVirtual().name("parley-slack-socket").unstarted(this::run);
    }

    /** Begins to connect, and returns at once. */
    public void start() {
        loop.start();
    }

    /** Whether Slack has greeted on the present socket. */
    public boolean isConnected() {
        SocketConnection connection = current;
        return connection != null && connection.isGreeted();
    }

    /** Why there is no socket; empty if nothing is known to be wrong. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void isOpen() {
        if (trouble != null) {
            LOG.info("The socket to Slack is open.");
            trouble = null;
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (!closed) {
                Duration asked = Duration.ZERO;
                try {
                    failures = serve() ? 0 : failures + 1;
                } catch (SlackException refused) {
                    failures++;
                    Duration told = refused.undelivered().retryAfter();
                    asked = told == null ? Duration.ZERO : told;
                    tell(refused.reason());
                } catch (IOException broken) {
                    failures++;
                    tell("it cannot be connected (" + broken.getClass().getSimpleName() + ")");
                }
                Duration pause =
                        timing.pause(failures, ThreadLocalRandom.current().nextDouble());
                Thread.sleep(pause.compareTo(asked) < 0 ? asked : pause);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once for each time that it is away, and whenever the reason is another one. */
    private void tell(String reason) {
        if (reason.equals(trouble)) {
            LOG.debug("The socket to Slack cannot be opened: {}", reason);
        } else {
            LOG.warn("The socket to Slack cannot be opened; it is tried again and again: {}", reason);
        }
        trouble = reason;
    }

    /** @return whether this socket, which is over now, was of use: Slack greeted on it and did not end it at once */
    private boolean serve() throws SlackException, IOException, InterruptedException {
        URI url = address(api.openConnection());
        SocketConnection connection = new SocketConnection(inbox, this::isOpen);
        WebSocket socket = connect(url, connection);
        long begun = System.nanoTime();
        current = connection;
        try {
            while (!connection.awaitEnd(timing.ping())) {
                if (connection.silence().compareTo(timing.silence()) > 0) {
                    LOG.debug("The socket to Slack fell silent.");
                    break;
                }
                connection.ping(socket);
            }
            boolean isOfUse = connection.isGreeted()
                    && System.nanoTime() - begun >= timing.first().toNanos();
            if (!isOfUse && !closed) {
                tell(connection
                        .farewell()
                        .map(reason -> "Slack ended it with " + reason)
                        .orElse("it does not stay open"));
            }
            return isOfUse;
        } finally {
            current = null;
            connection.leave(socket);
        }
    }

    /** What it says lets in whoever knows it, so no exception may repeat it. */
    private URI address(String url) throws IOException {
        try {
            URI address = URI.create(url);
            if ((isEncrypted ? "wss" : "ws").equals(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // It is refused below.
        }
        throw new IOException("Slack names no address to connect to");
    }

    private WebSocket connect(URI url, SocketConnection connection) throws IOException, InterruptedException {
        try {
            return http.newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .buildAsync(url, connection)
                    .get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("no socket");
        }
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
        try {
            if (loop.getState() != Thread.State.NEW) {
                loop.join(CONNECT);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
