package dev.parley.web.management;

import dev.parley.web.http.CorrelationId;
import dev.parley.web.http.JsonErrorHandler;
import dev.parley.web.http.LogMarks;
import dev.parley.web.json.Json;
import dev.parley.web.rest.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of its own for monitors and load balancers. It is a server apart from the one that users meet: nothing of the API can be reached
 * here, and when that one is busy, this one still tells.
 */
public final class ManagementServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final int THREADS = 8;
    private static final int REQUEST_HEADER_BYTES = 4 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Server server;
    private final ServerConnector connector;

    private ManagementServer(
            Operations.ManagementAddress address, Json json, Map<String, Function<@Nullable String, Answer>> pages) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("parley-management");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("parley-management-"));
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setErrorHandler(new JsonErrorHandler(json));
        server.setHandler(new Pages(json, pages));
    }

    /**
     * Starts to serve.
     *
     * @param pages what is answered, by path, given the request's {@code Accept}
     * @throws ManagementPortException if the port cannot be had
     */
    public static ManagementServer start(
            Operations.ManagementAddress address, Json json, Map<String, Function<@Nullable String, Answer>> pages) {
        ManagementServer management = new ManagementServer(address, json, pages);
        try {
            management.server.start();
        } catch (Exception failure) {
            management.close();
            throw new ManagementPortException(failure);
        }
        return management;
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception late) {
            LOG.warn("the management port could not be closed in order", late);
        }
    }

    /** Answers requests for the pages there are. */
    private static final class Pages extends Handler.Abstract {
        private final Json json;
        private final Map<String, Function<@Nullable String, Answer>> pages;

        Pages(Json json, Map<String, Function<@Nullable String, Answer>> pages) {
            this.json = json;
            this.pages = Map.copyOf(pages);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders()
                    .put(CorrelationId.HEADER, LogMarks.sentWith(request).correlationId());
            Function<@Nullable String, Answer> page = pages.get(Request.getPathInContext(request));
            if (page == null) {
                Response.writeError(request, response, callback, 404);
            } else if (!request.getMethod().equals("GET")
                    && !request.getMethod().equals("HEAD")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                Response.writeError(request, response, callback, 405);
            } else {
                answer(request, response, callback, page);
            }
            return true;
        }

        private void answer(
                Request request, Response response, Callback callback, Function<@Nullable String, Answer> page) {
            try {
                send(page.apply(request.getHeaders().get(HttpHeader.ACCEPT)), response, callback);
            } catch (RuntimeException | IOException defect) {
                LOG.error("a page of the management port failed", defect);
                Response.writeError(request, response, callback, 500);
            }
        }

        private void send(Answer answer, Response response, Callback callback) throws IOException {
            switch (answer) {
                case Answer.Document document ->
                    send(document.status(), "application/json", json.bytes(document.body()), response, callback);
                case Answer.Content content -> {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    content.writer().write(text);
                    send(content.status(), content.contentType(), text.toByteArray(), response, callback);
                }
                case Answer.Empty empty -> send(empty.status(), "text/plain", new byte[0], response, callback);
                case Answer.Stream stream -> throw new IllegalStateException("nothing is streamed here");
            }
        }

        private static void send(int status, String contentType, byte[] body, Response response, Callback callback) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }
}
