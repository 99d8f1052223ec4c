package dev.parley.web.rest;

import dev.parley.application.RateLimits;
import dev.parley.application.feed.Subscription;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.auth.Identity;
import dev.parley.web.http.AccessLog;
import dev.parley.web.http.Credentials;
import dev.parley.web.http.LogMarks;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import dev.parley.web.live.LiveStreams;
import dev.parley.web.live.SseStream;
import dev.parley.web.live.Timing;
import dev.parley.web.rate.RateLimitHeaders;
import dev.parley.web.rate.Toll;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the table of routes: checks what is the same for all of them, calls the handler, and sends its answer. */
public final class RouteRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";

    private final Json json;
    private final FrameCodec codec;
    private final Credentials credentials;
    private final LiveStreams streams;
    private final Timing timing;
    private final RateLimits rateLimits;
    private final int largestBody;
    private final AnswersInFlight inFlight = AnswersInFlight.ofThisProcess();

    /** @param largestBody in bytes */
    public RouteRunner(
            Json json,
            FrameCodec codec,
            Credentials credentials,
            LiveStreams streams,
            Timing timing,
            RateLimits rateLimits,
            int largestBody) {
        this.json = json;
        this.codec = codec;
        this.credentials = credentials;
        this.streams = streams;
        this.timing = timing;
        this.rateLimits = rateLimits;
        this.largestBody = largestBody;
    }

    public void register(JavalinConfig config, List<Route<?>> routes) {
        config.routes.before("/api/*", RouteRunner::refuseHead);
        for (Route<?> route : routes) {
            config.routes.addHttpHandler(route.method(), route.path(), context -> run(route, context));
            if (route.door() == Door.OPEN && route.method().equals(HandlerType.GET)) {
                // The same answer, of which the web server leaves the body out (RFC 9110, 9.3.2).
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), context -> run(route, context));
            }
        }
    }

    /** The framework would answer HEAD for every GET, without asking the handler whether there is anything. */
    private static void refuseHead(Context context) {
        if (context.method().equals(HandlerType.HEAD)) {
            throw new ChatException.Invalid(ErrorCode.METHOD_NOT_ALLOWED, "HEAD is not allowed here; use GET.");
        }
    }

    private <B extends Record> void run(Route<B> route, Context context) throws IOException {
        AccessLog.noteRoute(context.req(), route.path());
        Identity identity = identify(route.door(), context);
        if (identity != null && LOG.isDebugEnabled()) {
            LogMarks.markUser(identity.user().value());
        }
        Accepts accepts = Accepts.of(context.header("Accept"));
        boolean wantsStream = route.streams() && accepts.prefers(EVENT_STREAM, JSON);
        if (route.answer() != null && !wantsStream && !accepts.allows(JSON)) {
            throw new ChatException.Invalid(
                    ErrorCode.NOT_ACCEPTABLE,
                    "The answer is %s%s; accept that.".formatted(JSON, route.streams() ? " or " + EVENT_STREAM : ""));
        }
        if (wantsStream && streams.isDraining()) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE, "The server is going down; try again.", Duration.ofSeconds(1));
        }
        Call<B> call = call(route, identity, wantsStream, context);
        charge(identity, route.toll().apply(call), context);
        send(route.handler().apply(call), identity, context);
    }

    private @Nullable Identity identify(Door door, Context context) {
        return switch (door) {
            case OPEN -> null;
            case USER -> credentials.identify(context.req());
            case GUEST -> {
                try {
                    yield credentials.identify(context.req());
                } catch (ChatException.Unauthenticated nobody) {
                    yield null;
                }
            }
        };
    }

    private <B extends Record> Call<B> call(
            Route<B> route, @Nullable Identity identity, boolean wantsStream, Context context) {
        try {
            return new Call<>(
                    identity,
                    body(route, context),
                    context.pathParamMap(),
                    // Open routes look at no query; links to the page may carry any.
                    QueryValues.parse(route.door() == Door.OPEN ? null : context.queryString(), route.parameters()),
                    context::header,
                    context.req().isSecure(),
                    wantsStream);
        } catch (ChatException malformed) {
            charge(identity, Toll.of(route.charge(), context.pathParamMap().get("session_id")), context);
            throw malformed;
        }
    }

    /** The answer tells what is left, whether the call is refused or not. */
    private void charge(@Nullable Identity identity, Toll toll, Context context) {
        if (identity != null) {
            RateLimits.Receipt receipt = rateLimits.take(identity.caller(), toll.charge(), toll.session());
            RateLimitHeaders.of(receipt.levels()).forEach(context::header);
            receipt.orThrow();
        }
    }

    /** Reads what a client still sends, within the bounds of every body: a connection that is closed before may take the refusal with it. */
    private static void drain(Context context) {
        try {
            context.req().getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException tooMuchOrTooSlow) {
            LOG.debug("the rest of a body is not read", tooMuchOrTooSlow);
        }
    }

    private <B extends Record> @Nullable B body(Route<B> route, Context context) {
        if (route.body() == null) {
            return null;
        }
        if (context.req().getContentLengthLong() > largestBody) {
            drain(context);
            throw new ChatException.Limited(
                    ErrorCode.TOO_LARGE,
                    "The body has more than %d bytes.".formatted(largestBody),
                    Duration.ZERO,
                    Map.of("maximum", largestBody));
        }
        byte[] bytes = context.bodyAsBytes();
        if (bytes.length == 0) {
            return json.read("{}", route.body());
        }
        if (!isJson(context.contentType())) {
            throw new ChatException.Invalid(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON; send Content-Type: application/json.");
        }
        return json.read(bytes, route.body());
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String plain = contentType.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
        return plain.equals(JSON) || plain.equals(JSON + ";charset=utf-8");
    }

    private void send(Answer answer, @Nullable Identity identity, Context context) throws IOException {
        context.header("Cache-Control", "no-store");
        switch (answer) {
            case Answer.Document document -> {
                byte[] bytes = json.bytes(document.body());
                if (context.method().equals(HandlerType.GET)) {
                    holdUntilRead(bytes.length, context);
                }
                document.headers().forEach(context::header);
                context.status(document.status()).contentType(JSON).result(bytes);
            }
            case Answer.Content content -> {
                content.headers().forEach(context::header);
                context.addHeader("Vary", "Accept-Encoding");
                context.status(content.status()).contentType(content.contentType());
                write(content, context);
            }
            case Answer.Empty empty -> {
                // The framework's own guess would take the place of the type that a client keeps (RFC 9111, 3.2).
                context.res().setContentType(null);
                empty.headers().forEach(context::header);
                context.status(empty.status());
            }
            case Answer.Stream stream -> {
                if (identity == null) {
                    throw new IllegalStateException("an open route cannot stream");
                }
                stream(stream, identity, context);
            }
        }
    }

    /** Of answers that change nothing, so that whoever is refused can just ask again. */
    private void holdUntilRead(int bytes, Context context) {
        Runnable release = inFlight.hold(bytes);
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(context.req()), failure -> release.run());
    }

    /** An answer that breaks off must not look as if it were whole. */
    private static void write(Answer.Content content, Context context) {
        try {
            content.writer().write(context.outputStream());
        } catch (IOException clientWent) {
            LOG.debug("the reader of an answer went", clientWent);
            connectionOf(context).close();
        } catch (RuntimeException failure) {
            LOG.warn("an answer broke off", failure);
            connectionOf(context).close();
        }
    }

    private static EndPoint connectionOf(Context context) {
        return ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    private void stream(Answer.Stream stream, Identity identity, Context context) throws IOException {
        try (Subscription subscription = stream.subscription().get()) {
            AccessLog.noteStream(context.req());
            var response = context.res();
            response.setContentType(EVENT_STREAM);
            response.setHeader("Cache-Control", "no-cache, no-transform");
            response.setHeader("X-Accel-Buffering", "no");
            EndPoint connection = connectionOf(context);
            SseStream live = new SseStream(
                    subscription,
                    stream.until(),
                    identity,
                    codec,
                    timing,
                    response.getOutputStream(),
                    connection::close);
            run(live, connection);
        }
    }

    /** Once frames went out there is no answer but more frames, or the end of the stream. */
    private void run(SseStream live, EndPoint connection) {
        streams.add(live);
        try {
            live.run();
        } catch (IOException clientWent) {
            LOG.debug("the reader of a stream went", clientWent);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException trouble) {
            LOG.warn("a stream broke off; its reader will come back", trouble);
            connection.close();
        } finally {
            streams.remove(live);
        }
    }
}
