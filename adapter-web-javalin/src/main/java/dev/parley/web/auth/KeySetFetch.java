package dev.parley.web.auth;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a key set. The answer has to come from the configured address itself, within the time and the size that are allowed. Used by one
 * thread at a time.
 */
final class KeySetFetch implements AutoCloseable {
    static final int MAXIMUM_BYTES = 64 * 1024;

    private final HttpClient http;
    private final HttpRequest request;
    private final Duration patience;

    /** @param patience for the whole answer, from connecting to the last byte */
    KeySetFetch(KeySetAddress address, Duration patience) {
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
        this.request = HttpRequest.newBuilder(address.url())
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
    }

    /**
     * The document.
     *
     * @throws IOException with a message for logs
     */
    byte[] document() throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, response -> new LimitedBody(MAXIMUM_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(refusal(response.statusCode()));
            }
            return response.body();
        } catch (TimeoutException slow) {
            throw new IOException("it took longer than %d ms".formatted(patience.toMillis()), slow);
        } catch (ExecutionException failed) {
            throw new IOException(reason(failed), failed);
        } finally {
            answer.cancel(true);
        }
    }

    private static String refusal(int status) {
        return status >= 300 && status < 400
                ? "it answers with a redirect (%d), which is not followed".formatted(status)
                : "it answers with the status %d".formatted(status);
    }

    private static String reason(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String message = cause.getMessage();
        if (message != null) {
            return message;
        }
        return cause instanceof ConnectException
                ? "no connection"
                : cause.getClass().getSimpleName();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
