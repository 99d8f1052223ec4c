package dev.parley.web.http;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.connection.ConnectionCap;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.connection.WatchedConnector;
import dev.parley.web.json.Json;
import dev.parley.web.live.Timing;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * Sets the web server up: virtual threads, no HTTP sessions, limits for everything a client sends, and the handlers that every request
 * passes.
 */
public final class JettySetup {
    private static final int PLATFORM_THREADS = 64;
    private static final int REQUEST_HEADER_BYTES = 16 * 1024;
    private static final int ACCEPT_QUEUE = 1024;

    /** What may wait in the kernel for a client that does not read; left to itself, it keeps megabytes for each. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    /** How long running requests may take when the server stops: longer than the longest answer that is waited for. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    private static final Duration IDLE_WHILE_STOPPING = Duration.ofMillis(100);

    /** Frames that may wait in the library; ours are sent one by one, the rest is room for pongs. */
    private static final int MAX_OUTGOING_FRAMES = 32;

    /** What an escaped code point takes at most: a surrogate pair of six bytes each. */
    private static final int LARGEST_ENCODED_CODE_POINT = 12;

    /** What any body may have that nobody else limits, in bytes. */
    private static final int LARGEST_BODY = 1024 * 1024;

    private static final int LARGEST_ENVELOPE = 16 * 1024;

    private final String host;
    private final int port;
    private final Origins origins;
    private final TrustedProxies proxies;
    private final ConnectionCap cap;
    private final Timing timing;
    private final Json json;
    private final AccessLog access;

    /** @param cap how many connections there may be */
    public JettySetup(
            String host,
            int port,
            Origins origins,
            TrustedProxies proxies,
            ConnectionCap cap,
            Timing timing,
            Json json,
            AccessLog access) {
        this.host = host;
        this.port = port;
        this.origins = origins;
        this.proxies = proxies;
        this.cap = cap;
        this.timing = timing;
        this.json = json;
        this.access = access;
    }

    /** Most bytes of a request's body or a client's frame: enough for the largest legal content in its longest spelling. */
    public static int largestDocument(ChatLimits limits) {
        int message = Math.multiplyExact(LARGEST_ENCODED_CODE_POINT, limits.userMessageCodePoints());
        int attachment = Math.max(limits.metadataBytes(), limits.customPayloadBytes());
        int title = LARGEST_ENCODED_CODE_POINT * limits.titleCodePoints();
        return Math.max(message, attachment + title) + LARGEST_ENVELOPE;
    }

    /**
     * @param mounts servlets beside the routes
     * @param identity tells these who calls
     * @param sockets adds the WebSocket endpoints
     */
    public void apply(
            JavalinConfig config,
            ChatLimits limits,
            List<Mount> mounts,
            RequestIdentity identity,
            Consumer<ServerWebSocketContainer> sockets) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = largestDocument(limits);
        config.jetty.threadPool = threads();
        config.jetty.addConnector(this::connector);
        config.jetty.modifyHttpConfiguration(this::limit);
        config.jetty.modifyServletContextHandler(context -> {
            withoutSessions(context);
            mounts.forEach(mount -> add(mount, identity, context));
        });
        config.jetty.modifyServer(server -> addHandlers(server, limits, sockets));
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
        threads.setName("parley-web");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("parley-web-"));
        return threads;
    }

    private Connector connector(Server server, HttpConfiguration http) {
        WatchedConnector connector =
                new WatchedConnector(server, new HttpConnectionFactory(http), timing.arrival(), timing.stall());
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(timing.idle().toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.setShutdownIdleTimeout(IDLE_WHILE_STOPPING.toMillis());
        connector.addBean(cap);
        return connector;
    }

    private void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        // The cache of a connection takes headers for the same that differ in case only, tokens among them.
        http.setHeaderCacheSize(0);
        http.setHeaderCacheCaseSensitive(true);
        // What a proxy may read in another way than we do could carry a second request past it.
        http.setHttpCompliance(HttpCompliance.STRICT);
    }

    /** The framework makes an HTTP session for each WebSocket handshake it sees; none of them is kept. */
    private void withoutSessions(ServletContextHandler context) {
        SessionHandler sessions = new SessionHandler();
        NullSessionCache cache = new NullSessionCache(sessions);
        cache.setSessionDataStore(new NullSessionDataStore());
        sessions.setSessionCache(cache);
        sessions.setUsingCookies(false);
        context.setSessionHandler(sessions);
        context.setErrorHandler(new JsonErrorHandler(json));
    }

    /** A servlet that cannot be used is found out at the start, not by its first caller. */
    private static void add(Mount mount, RequestIdentity identity, ServletContextHandler context) {
        ServletHolder holder = new ServletHolder(mount.servlet().apply(identity));
        holder.setInitOrder(1);
        context.addServlet(holder, mount.path());
    }

    private void addHandlers(Server server, ChatLimits limits, Consumer<ServerWebSocketContainer> sockets) {
        server.setStopTimeout(LONGEST_STOP.toMillis());
        server.setErrorHandler(new JsonErrorHandler(json));
        server.setRequestLog(access);
        server.insertHandler(WebSocketUpgradeHandler.from(server, container -> {
            limit(container, limits);
            sockets.accept(container);
        }));
        long largestBody = Math.max(LARGEST_BODY, largestDocument(limits));
        server.insertHandler(new EdgeHandler(origins, proxies, timing.arrival(), largestBody, json));
    }

    private void limit(ServerWebSocketContainer container, ChatLimits limits) {
        int largest = largestDocument(limits);
        container.setMaxTextMessageSize(largest);
        // Taken in whole, like any other, and then refused for what it is.
        container.setMaxBinaryMessageSize(largest);
        container.setMaxFrameSize(largest);
        container.setMaxOutgoingFrames(MAX_OUTGOING_FRAMES);
        container.setIdleTimeout(timing.silence());
    }
}
