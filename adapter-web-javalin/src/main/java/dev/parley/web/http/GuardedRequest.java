package dev.parley.web.http;

import dev.parley.web.connection.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request without the headers that would make libraries take it for another one than it is, and whose body has an end and has
 * to come in a reasonable time: bytes that drip in keep an idle time-out from ever expiring.
 */
final class GuardedRequest extends ClientRequest {
    /** What every byte that came adds to the time its successors have: 256 bytes per second. */
    private static final long TIME_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / 256;

    /** Why the rest of a body is not read: an {@link IOException}, for which everybody who reads is prepared. */
    private static final class BodyRefused extends IOException implements HttpException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final String reason;

        BodyRefused(int status, String reason) {
            super(reason);
            this.status = status;
            this.reason = reason;
        }

        @Override
        public int getCode() {
            return status;
        }

        @Override
        public String getReason() {
            return reason;
        }
    }

    private final HttpFields headers;
    private final long patience;
    private final long largestBody;
    private final long start = System.nanoTime();
    private long bytes;
    private Content.@Nullable Chunk refused;

    /**
     * @param patience for a body, beside what its bytes add
     * @param largestBody in bytes
     */
    GuardedRequest(Request request, Client client, Duration patience, long largestBody) {
        super(request, client);
        this.largestBody = largestBody;
        this.patience = patience.toNanos();
        HttpFields.Mutable harmless = HttpFields.build();
        request.getHeaders().stream().filter(GuardedRequest::isHarmless).forEach(harmless::add);
        headers = harmless.asImmutable();
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }

    @Override
    public Content.@Nullable Chunk read() {
        if (refused != null) {
            return refused;
        }
        Content.Chunk chunk = super.read();
        if (chunk == null) {
            return null;
        }
        bytes += chunk.remaining();
        if (bytes <= largestBody) {
            return chunk;
        }
        chunk.release();
        refused = refusal(413, "the body is too large");
        return refused;
    }

    @Override
    public void demand(Runnable onContent) {
        if (System.nanoTime() - start > patience + bytes * TIME_PER_BYTE) {
            refused = refusal(408, "the body came too slowly");
            onContent.run();
        } else {
            super.demand(onContent);
        }
    }

    private static Content.Chunk refusal(int status, String reason) {
        return Content.Chunk.from(new BodyRefused(status, reason));
    }

    private static boolean isHarmless(HttpField field) {
        if (field.getHeader() == HttpHeader.UPGRADE) {
            return "websocket".equalsIgnoreCase(field.getValue());
        }
        String name = field.getName().toLowerCase(Locale.ROOT);
        return !name.equals("x-http-method-override") && !name.equals("forwarded") && !name.startsWith("x-forwarded-");
    }
}
