package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.launcher.client.Connection.Signal;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One connection after the other: renews one that broke after growing pauses, gives up one that is dead without telling so, and ends for good
 * where the server says so. Belongs to the loop's thread.
 */
final class Lifeline {
    private final ClientSettings settings;
    private final ClientTiming timing;
    private final HttpClient http;
    private final ObjectMapper json;
    private final Loop loop;
    private final RandomGenerator random;
    private final Consumer<Change> owner;
    private @Nullable Connection connection;
    private boolean open;
    private boolean welcomed;
    private boolean ended;
    private String token = "";
    private int attempt;
    private @Nullable Future<?> retry;
    private @Nullable Future<?> opening;
    private @Nullable Future<?> stability;
    private @Nullable Future<?> silence;

    /** What becomes of the connection. */
    sealed interface Change {
        record Up(Connection connection) implements Change {}

        record Frame(JsonNode frame) implements Change {}

        /** @param gone the connection, which may never have been open */
        record Down(Connection gone, ClientException why, Duration retryIn) implements Change {}

        /** Nothing comes after this. */
        record Over(ClientException why) implements Change {}
    }

    /** @param random for the jitter */
    Lifeline(
            ClientSettings settings,
            HttpClient http,
            ObjectMapper json,
            Loop loop,
            RandomGenerator random,
            Consumer<Change> owner) {
        this.settings = settings;
        this.timing = settings.timing();
        this.http = http;
        this.json = json;
        this.loop = loop;
        this.random = random;
        this.owner = owner;
    }

    /** Begins. */
    void open() {
        if (ended || connection != null) {
            return;
        }
        token = settings.token().get();
        Connection next = newConnection();
        connection = next;
        opening = loop.later(
                timing.open(), () -> giveUp(new ClientException(ClientException.UNREACHABLE, "The server is silent.")));
        next.open(http, settings.socket(), token);
    }

    /** The connection that is open; empty if none is. */
    Optional<Connection> current() {
        return open ? Optional.ofNullable(connection) : Optional.empty();
    }

    /** Whether there will be no connection any more. */
    boolean isEnded() {
        return ended;
    }

    /** Lost if there is no connection. */
    void send(ObjectNode frame) {
        current().ifPresent(there -> there.send(frame.toString()));
    }

    Duration nextDelay(int tries) {
        return timing.backoff().delay(tries, random);
    }

    /** Drops the connection, and comes back with another one. */
    void giveUp(ClientException why) {
        Connection gone = connection;
        if (gone == null) {
            return;
        }
        gone.abandon();
        disconnect();
        if (why.code().equals(ClientException.NOT_PARLEY)) {
            end(why);
            return;
        }
        Duration delay = nextDelay(attempt++);
        retry = loop.later(delay, this::open);
        owner.accept(new Change.Down(gone, why, delay));
    }

    /** Takes leave for good. */
    CompletableFuture<?> close() {
        Connection last = connection;
        disconnect();
        ended = true;
        return last == null ? CompletableFuture.completedFuture(null) : last.close();
    }

    /** What a connection that was given up still tells does not count. */
    private Connection newConnection() {
        Connection[] self = new Connection[1];
        self[0] = new Connection(json, loop::run, signal -> {
            if (connection == self[0]) {
                handle(signal, self[0]);
            }
        });
        return self[0];
    }

    private void handle(Signal signal, Connection from) {
        switch (signal) {
            case Signal.Opened opened -> opened(from);
            case Signal.Alive alive -> listen();
            case Signal.Frame received -> {
                welcomed = true;
                listen();
                owner.accept(new Change.Frame(received.frame()));
            }
            case Signal.Closed closed -> closed(closed);
            case Signal.Failed failed -> giveUp(reason(failed.failure()));
        }
    }

    private void opened(Connection opened) {
        Loop.cancel(opening);
        open = true;
        welcomed = false;
        stability = loop.later(timing.stable(), () -> attempt = 0);
        listen();
        owner.accept(new Change.Up(opened));
    }

    private void closed(Signal.Closed closed) {
        Optional<ClientException> last = FinalClose.reason(closed.code(), closed.reason());
        if (last.isEmpty() || isTokenReplaceable(last.get())) {
            giveUp(lost());
        } else {
            end(last.get());
        }
    }

    /** A token that was good and has expired. */
    private boolean isTokenReplaceable(ClientException why) {
        return why.code().equals(ClientException.UNAUTHENTICATED)
                && welcomed
                && !settings.token().get().equals(token);
    }

    private void end(ClientException why) {
        disconnect();
        ended = true;
        owner.accept(new Change.Over(why));
    }

    private void disconnect() {
        Loop.cancel(retry);
        Loop.cancel(opening);
        Loop.cancel(stability);
        Loop.cancel(silence);
        connection = null;
        open = false;
    }

    /** Any frame is a sign of life; after some silence the server is asked for one. */
    private void listen() {
        Loop.cancel(silence);
        silence = loop.later(timing.silence(), () -> {
            send(json.createObjectNode().put("type", "ping"));
            silence = loop.later(timing.pong(), () -> giveUp(lost()));
        });
    }

    static ClientException lost() {
        return new ClientException(ClientException.CONNECTION_LOST, "The connection broke before the server replied.");
    }

    private static ClientException reason(Throwable failure) {
        if (!(ClientException.causeOf(failure) instanceof WebSocketHandshakeException refused)) {
            return new ClientException(ClientException.UNREACHABLE, "There is no connection to the server.");
        }
        int status = refused.getResponse().statusCode();
        return status == 429 || status >= 500
                ? new ClientException(ClientException.NOT_READY, "The server is not ready (%d).".formatted(status))
                : new ClientException(
                        ClientException.NOT_PARLEY, "What answers there is no Parley (%d).".formatted(status));
    }
}
