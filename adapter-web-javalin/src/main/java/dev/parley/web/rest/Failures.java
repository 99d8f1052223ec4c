package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.web.http.CorrelationId;
import dev.parley.web.http.Refusals;
import dev.parley.web.json.ErrorJson;
import dev.parley.web.json.Json;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whatever goes wrong with a request in the one envelope for errors; nothing of a defect gets out but a correlation id. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** What nobody reads, for logs. */
    private static final int CLIENT_WENT = 499;

    private final Json json;

    public Failures(Json json) {
        this.json = json;
    }

    public void register(JavalinConfig config) {
        config.routes.exception(ChatException.class, this::refuse);
        config.routes.exception(HttpResponseException.class, this::refuse);
        config.routes.exception(Exception.class, this::fail);
        config.router.javaLangErrorHandler(this::fail);
    }

    private void refuse(ChatException refusal, Context context) {
        Refusals.headers(refusal).forEach(context::header);
        send(Refusals.envelope(refusal, idOf(context)), context);
    }

    /** What the framework refuses: unknown paths, other methods, bodies that are too large. */
    private void refuse(HttpResponseException refusal, Context context) {
        String methods = refusal.getDetails().get("availableMethods");
        if (methods != null) {
            context.header("Allow", methods);
        }
        send(Refusals.ofStatus(refusal.getStatus(), idOf(context)), context);
    }

    private void fail(Exception defect, Context context) {
        if (defect instanceof HttpException http && http.getCode() < 500) {
            send(Refusals.ofStatus(http.getCode(), idOf(context)), context);
            return;
        }
        if (defect instanceof EofException || defect instanceof ClosedChannelException) {
            LOG.debug("the client went", defect);
            context.status(CLIENT_WENT);
            return;
        }
        LOG.error("{} {} failed", context.method(), context.endpoint().path, defect);
        send(Refusals.defect(idOf(context)), context);
    }

    /** Errors beside exceptions, for which the framework has no handlers. */
    private void fail(HttpServletResponse response, Error defect) {
        LOG.error("a request failed", defect);
        String id = Objects.requireNonNullElse(response.getHeader(CorrelationId.HEADER), "");
        try {
            response.resetBuffer();
            response.setStatus(500);
            response.setContentType("application/json");
            response.getOutputStream().write(json.bytes(Refusals.defect(id)));
        } catch (IOException | IllegalStateException tooLate) {
            LOG.debug("the failure could not be told", tooLate);
        }
    }

    private void send(ErrorJson envelope, Context context) {
        context.header("Cache-Control", "no-store");
        context.status(envelope.error().statusCode())
                .contentType("application/json")
                .result(json.bytes(envelope));
    }

    private static String idOf(Context context) {
        return Objects.requireNonNullElse(context.res().getHeader(CorrelationId.HEADER), "");
    }
}
