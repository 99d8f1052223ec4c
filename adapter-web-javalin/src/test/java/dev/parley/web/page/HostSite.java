package dev.parley.web.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Somebody else's site, on an origin of its own: strict about what its pages may load, and with a style that spoils everything it can
 * get hold of.
 */
final class HostSite implements AfterEachCallback {
    /** What a site that has nothing inline says, and what it has to say for the chat. */
    static final String POLICY = """
            default-src 'none'; script-src 'self' %1$s; connect-src 'self' %1$s %2$s; style-src 'self'; base-uri 'none'; \
            require-trusted-types-for 'script'; trusted-types lit-html dompurify""";

    private static final String HOSTILE = """
            html { font-size: 7px }
            body { transform: translateX(3px); line-height: 3; --accent: red }
            * { all: initial !important; --accent: red !important; --text: red !important; display: inline !important;
                font: 30px cursive !important; color: lime !important; animation: spin 1s infinite !important }
            head, script, style, link { display: none !important }
            html, body, p, div { display: block !important }
            parley-widget, parley-widget * { display: none !important; opacity: 0.1 !important; position: static !important }
            input, textarea, section { visibility: hidden !important; width: 3px !important }
            .widget, .panel, .message, .bubble { display: none !important }
            @keyframes spin { to { transform: rotate(1turn) } }
            """;

    private final HttpServer server;
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String policy = "";
    private volatile Supplier<String> tokens = () -> "";

    HostSite() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        put("/hostile.css", HOSTILE);
        put("/setup.js", "window.parleyWidget = { token: async () => (await fetch('/token')).text() };");
    }

    /** Not the name by which the chat's server is known. */
    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Its pages may load what the chat of a server needs, and get tokens from here. */
    void trust(String chatServer, Supplier<String> newTokens) {
        policy = POLICY.formatted(chatServer, chatServer.replace("http", "ws"));
        tokens = newTokens;
    }

    void policy(String newPolicy) {
        policy = newPolicy;
    }

    void put(String path, String content) {
        files.put(path, content);
    }

    /** A page with the chat. */
    void putPage(String path, String scripts) {
        put(path, """
                <!doctype html>
                <html lang="en" data-theme="theirs">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Somebody's site</title>
                <link rel="stylesheet" href="/hostile.css"></head>
                <body><main><h1>Somebody's site</h1><p>Text</p><button id="theirs">Theirs</button></main>
                <script src="/setup.js"></script>%s</body>
                </html>
                """.formatted(scripts));
    }

    /** How often a page asked for a token. */
    int tokensAsked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String content = files.get(path);
        if (path.equals("/token")) {
            asked.incrementAndGet();
            content = tokens.get();
        }
        int status = content == null ? 404 : 200;
        String type = path.endsWith(".css") ? "text/css" : path.endsWith(".js") ? "text/javascript" : "text/html";
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        exchange.getResponseHeaders().set("Cross-Origin-Embedder-Policy", "require-corp");
        byte[] bytes = (content == null ? "" : content).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.stop(0);
    }
}
