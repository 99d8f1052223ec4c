package dev.parley.channel.webhook;

import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to other systems: each is a POST of JSON, signed as Standard Webhooks describes it, to the URL that a person gave. Any 2xx
 * means that it was taken, 410 that nothing more is wanted there, and everything else that it may be taken later. Nothing of the answer is
 * read but its status and {@code Retry-After}; redirects are not followed. A name is looked up once for each message, and what was found is
 * what is connected to.
 */
public final class WebhookChannel implements MessageChannel, AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int MOST_CALLS = 256;
    private static final int MOST_CALLS_OF_A_HOST = 32;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration LONGEST_RETRY = Duration.ofDays(1);

    private final WebhookSettings settings;
    private final InstantSource time;
    private final ReachableAddresses addresses;
    private final OkHttpClient client;

    public WebhookChannel(WebhookSettings settings, InstantSource time) {
        this(settings, time, ReachableAddresses.bySystem());
    }

    WebhookChannel(WebhookSettings settings, InstantSource time, ReachableAddresses addresses) {
        this.settings = settings;
        this.time = time;
        this.addresses = addresses;
        Dispatcher dispatcher = new Dispatcher(Executors.newVirtualThreadPerTaskExecutor());
        dispatcher.setMaxRequests(MOST_CALLS);
        dispatcher.setMaxRequestsPerHost(MOST_CALLS_OF_A_HOST);
        this.client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                // A connection belongs to the addresses that were looked up for its message.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .callTimeout(settings.timeout())
                .connectTimeout(settings.timeout())
                .readTimeout(settings.timeout())
                .writeTimeout(settings.timeout())
                .build();
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.WEBHOOK;
    }

    /** Each server has troubles of its own. */
    @Override
    public String server(String address) {
        HttpUrl url = HttpUrl.parse(address);
        return url == null ? address : url.scheme() + "://" + url.host() + ":" + url.port();
    }

    @Override
    public Receipt send(Outgoing message) throws UndeliveredException, InterruptedException {
        HttpUrl url = HttpUrl.parse(message.address());
        if (url == null) {
            throw UndeliveredException.refused("The webhook has no URL that can be called.");
        }
        List<InetAddress> reached = reached(url.host());
        Instant now = time.instant();
        Once body = new Once(WebhookBody.of(message, now));
        Call call = client.newBuilder().dns(host -> reached).build().newCall(request(message, url, body, now));
        try (Response response = answer(call, body)) {
            requireTaken(response);
        }
        return new Receipt(message.attempt().toString());
    }

    private List<InetAddress> reached(String host) throws UndeliveredException, InterruptedException {
        return switch (addresses.of(host, settings.privateToo())) {
            case ReachableAddresses.Found(List<InetAddress> found) -> found;
            case ReachableAddresses.NotPublic refused ->
                throw UndeliveredException.refused(
                        "The webhook is not on the public internet, and the settings of this server do not allow that.");
            case ReachableAddresses.Unknown unknown ->
                throw UndeliveredException.unavailable("The name of the webhook's server cannot be looked up.");
        };
    }

    private Request request(Outgoing message, HttpUrl url, Once body, Instant now) {
        String id = message.attempt().toString();
        String signatures = settings.secrets().stream()
                .map(secret -> secret.sign(id, now.getEpochSecond(), body.bytes))
                .collect(Collectors.joining(" "));
        return new Request.Builder()
                .url(url)
                .header("User-Agent", "Parley")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", signatures)
                .post(body)
                .build();
    }

    /** Another address may be tried while nothing was sent; what was sent is never sent again. */
    private static final class Once extends RequestBody {
        private final byte[] bytes;
        private volatile boolean begun;

        Once(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            begun = true;
            sink.write(bytes);
        }
    }

    /** The caller may be interrupted, whatever thread that is. */
    private static Response answer(Call call, Once body) throws UndeliveredException, InterruptedException {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call answered, Response response) {
                if (!answer.complete(response)) {
                    response.close();
                }
            }

            @Override
            public void onFailure(Call failed, IOException failure) {
                answer.completeExceptionally(failure);
            }
        });
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            // What the libraries say may have the address in it.
            throw body.begun
                    ? UndeliveredException.uncertain("The webhook's server did not answer.")
                    : UndeliveredException.unavailable("The webhook's server cannot be reached.");
        } finally {
            // Without effect if it is over.
            call.cancel();
            answer.cancel(false);
        }
    }

    private void requireTaken(Response response) throws UndeliveredException {
        int status = response.code();
        if (response.isSuccessful()) {
            return;
        }
        if (status == GONE) {
            throw UndeliveredException.refused("The webhook wants no more messages (410).");
        }
        String sentence = "The webhook did not take it (%d).".formatted(status);
        Duration retryAfter = status == TOO_MANY || status == UNAVAILABLE ? retryAfter(response) : null;
        throw retryAfter == null
                ? UndeliveredException.unavailable(sentence)
                : UndeliveredException.unavailable(sentence, retryAfter);
    }

    /** Seconds or a date (RFC 9110, 10.2.3); what is neither, or in the past, is ignored. */
    private @Nullable Duration retryAfter(Response response) {
        String text = response.header("Retry-After");
        if (text == null) {
            return null;
        }
        Duration asked;
        try {
            asked = text.strip().matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text.strip()))
                    : Duration.between(
                            time.instant(),
                            ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException neither) {
            return null;
        }
        if (!asked.isPositive()) {
            return null;
        }
        return asked.compareTo(LONGEST_RETRY) < 0 ? asked : LONGEST_RETRY;
    }

    /** Breaks off what is being sent. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
