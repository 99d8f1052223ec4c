package dev.parley.web.http;

import dev.parley.web.json.Json;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the web server itself refuses, such as malformed requests, looks like every other refusal. */
public final class JsonErrorHandler extends ErrorHandler {
    private final Json json;

    public JsonErrorHandler(Json json) {
        this.json = json;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return !method.equals("HEAD");
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String known = response.getHeaders().get(CorrelationId.HEADER);
        String correlationId = Objects.requireNonNullElseGet(
                known, () -> CorrelationId.takenOver(request.getHeaders().get(CorrelationId.HEADER)));
        // What is malformed never came as far as the handler that does this for all others.
        response.getHeaders().put(CorrelationId.HEADER, correlationId);
        SecurityHeaders.put(response.getHeaders(), request.isSecure());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(json.bytes(Refusals.ofStatus(code, correlationId))), callback);
    }
}
