package dev.parley.tools;

import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Streamable HTTP (MCP 2025-11-25) to addresses that were checked: no second look-up, no proxy, no redirects, and nothing is sent twice.
 * An answer that breaks off is not resumed; its call fails.
 */
final class HttpWire implements Wire {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String TRACEPARENT = "traceparent";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PARTING = Duration.ofSeconds(2);

    /** After this time without anything to hear the stream of notifications is opened anew: its other end may be gone. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Duration BETWEEN_STREAMS = Duration.ofSeconds(1);

    private final McpServerSettings.Http settings;
    private final Supplier<Optional<String>> traceparent;
    private final OkHttpClient client;
    private final Inbox inbox = new Inbox();
    private final Map<Object, Call> inFlight = new ConcurrentHashMap<>();
    private volatile @Nullable String sessionId;
    private volatile @Nullable String version;
    private volatile @Nullable Call stream;

    /**
     * @param addresses the only ones that are connected to
     * @param traceparent for what the calling thread works for
     */
    HttpWire(McpServerSettings.Http settings, List<InetAddress> addresses, Supplier<Optional<String>> traceparent) {
        this.settings = settings;
        this.traceparent = traceparent;
        this.client = new OkHttpClient.Builder()
                .dns(host -> addresses)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(5, 20, TimeUnit.SECONDS))
                .connectTimeout(CONNECT)
                .writeTimeout(CONNECT)
                // Whoever waits for an answer gives it up in time.
                .readTimeout(Duration.ZERO)
                .build();
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> {
            inbox.open(handler);
            inbox.onEnd(sentence -> Thread.ofVirtual().start(this::part));
        });
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return Mono.create(sink -> {
            Ticket.note(sink.contextView(), message);
            String ended = inbox.ended();
            if (ended != null) {
                sink.error(new WireException(ended));
                return;
            }
            try {
                Request.Builder request = request();
                // On the thread of the one who calls; the rest happens elsewhere.
                traceparent.get().ifPresent(value -> request.header(TRACEPARENT, value));
                Call call = client.newCall(request.header(HttpHeaders.ACCEPT, "application/json, " + EVENT_STREAM)
                        .post(RequestBody.create(Mcp.JSON.writeValueAsBytes(message), JSON))
                        .build());
                if (message instanceof McpSchema.JSONRPCRequest sent) {
                    inFlight.put(sent.id(), call);
                }
                Thread.ofVirtual().name("parley-mcp-" + settings.name()).start(() -> post(message, call, sink));
            } catch (IOException unwritable) {
                sink.error(unwritable);
            }
        });
    }

    private Request.Builder request() {
        Request.Builder request = new Request.Builder().url(settings.url().toString());
        settings.headers().forEach(request::header);
        String agreed = version;
        if (agreed != null) {
            request.header(HttpHeaders.PROTOCOL_VERSION, agreed);
        }
        String session = sessionId;
        if (session != null) {
            request.header(HttpHeaders.MCP_SESSION_ID, session);
        }
        return request;
    }

    private void post(McpSchema.JSONRPCMessage message, Call call, MonoSink<Void> sink) {
        Object id = message instanceof McpSchema.JSONRPCRequest request ? request.id() : null;
        try (Response response = call.execute()) {
            requireSuccess(response);
            if (message instanceof McpSchema.JSONRPCRequest request
                    && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
                sessionId = response.header(HttpHeaders.MCP_SESSION_ID);
            }
            if (id != null) {
                receive(response, id);
            }
            sink.success();
        } catch (WireException told) {
            fail(sink, told);
        } catch (IOException broken) {
            String sentence = "The server cannot be reached, or broke off the connection.";
            fail(sink, call.isCanceled() ? new WireException(sentence) : WireException.last(sentence));
        } finally {
            if (id != null) {
                inFlight.remove(id);
            }
        }
    }

    /** Who waits for this answer is told first; the end of the wire tells everybody else. */
    private void fail(MonoSink<Void> sink, WireException told) {
        sink.error(told);
        if (told.isLast()) {
            inbox.end(told.sentence());
        }
    }

    private void requireSuccess(Response response) throws WireException {
        int status = response.code();
        if (response.isSuccessful()) {
            return;
        }
        String sentence = sentenceFor(status);
        throw status == 404 || status >= 500 ? WireException.last(sentence) : new WireException(sentence);
    }

    private String sentenceFor(int status) {
        if (status == 401 || status == 403) {
            return "The server refuses the credentials in its settings (status %d).".formatted(status);
        }
        if (status == 404) {
            return sessionId == null
                    ? "There is no MCP server at this URL (status 404)."
                    : "The server ended the session.";
        }
        if (status >= 300 && status < 400) {
            return "The server redirects, which is not followed; its settings need the final URL.";
        }
        return "The server answered with status %d.".formatted(status);
    }

    private void receive(Response response, Object id) throws IOException {
        ResponseBody body = Objects.requireNonNull(response.body());
        MediaType type = body.contentType();
        String kind = type == null ? "" : type.type() + "/" + type.subtype();
        boolean answered = switch (kind) {
            case "application/json" -> {
                BufferedSource source = body.source();
                if (source.request(LARGEST_MESSAGE + 1L)) {
                    throw tooLarge();
                }
                yield deliver(source.readUtf8(), id);
            }
            case EVENT_STREAM -> {
                boolean found = false;
                EventReader events = new EventReader(body.source());
                // What may come behind the answer is of no interest.
                for (String data = events.next(); data != null && !found; ) {
                    found = deliver(data, id);
                    data = found ? null : events.next();
                }
                yield found;
            }
            default -> throw new WireException("The server answered with neither JSON nor an event stream.");
        };
        if (!answered) {
            throw WireException.last("The server broke off the answer.");
        }
    }

    static WireException tooLarge() {
        return new WireException("The server sent a message of more than %d bytes.".formatted(LARGEST_MESSAGE));
    }

    /** Whether it was the answer to a request. */
    private boolean deliver(String text, @Nullable Object id) throws WireException {
        McpSchema.JSONRPCMessage message = Inbox.parse(text);
        inbox.deliver(message);
        return message instanceof McpSchema.JSONRPCResponse answer
                && answer.id().equals(id);
    }

    /** From now on the server's notifications are listened to, if it has a stream of them. */
    @Override
    public void agreed(String agreed) {
        version = agreed;
        Thread.ofVirtual().name("parley-mcp-" + settings.name() + "-stream").start(this::listen);
    }

    private void listen() {
        OkHttpClient patient = client.newBuilder().readTimeout(SILENCE).build();
        String lastEvent = null;
        try {
            while (inbox.ended() == null) {
                Request.Builder request =
                        request().header(HttpHeaders.ACCEPT, EVENT_STREAM).get();
                if (lastEvent != null) {
                    request.header(HttpHeaders.LAST_EVENT_ID, lastEvent);
                }
                Call call = patient.newCall(request.build());
                stream = call;
                if (inbox.ended() != null) {
                    return;
                }
                try (Response response = call.execute()) {
                    if (!response.isSuccessful()) {
                        if (response.code() == 404 && sessionId != null) {
                            inbox.end(sentenceFor(404));
                        }
                        return;
                    }
                    lastEvent = hear(Objects.requireNonNull(response.body()), lastEvent);
                } catch (IOException unreachable) {
                    inbox.end("The server cannot be reached.");
                }
                Thread.sleep(BETWEEN_STREAMS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** The id of the last event, for the next stream to go on behind it. */
    private @Nullable String hear(ResponseBody body, @Nullable String lastEvent) {
        EventReader events = new EventReader(body.source());
        try {
            for (String data = events.next(); data != null; data = events.next()) {
                deliver(data, null);
            }
        } catch (IOException brokenOff) {
            // The next stream shows whether the server is still there.
        }
        return events.lastId() == null ? lastEvent : events.lastId();
    }

    @Override
    public void abandon(Object requestId) {
        Call call = inFlight.get(requestId);
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public void onEnd(Consumer<String> listener) {
        inbox.onEnd(listener);
    }

    @Override
    public @Nullable String ended() {
        return inbox.ended();
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> inbox.end("The connection was closed."));
    }

    private void part() {
        inFlight.values().forEach(Call::cancel);
        Call listening = stream;
        if (listening != null) {
            listening.cancel();
        }
        if (sessionId != null) {
            Request farewell = request().delete().build();
            OkHttpClient hasty = client.newBuilder().callTimeout(PARTING).build();
            try (Response response = hasty.newCall(farewell).execute()) {
                // Whatever it says, the session is over.
            } catch (IOException unreachable) {
                // The server will find out.
            }
        }
        client.connectionPool().evictAll();
    }
}
