package dev.parley.launcher.client;

import java.net.URI;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where the server is and who asks.
 *
 * @param server such as {@code https://chat.example.com}; may have a path, below which everything is
 * @param token asked for before each connection and each request; should give another token when the last one is about to expire; an
 *     empty one is not sent
 */
public record ClientSettings(URI server, Supplier<String> token, ClientTiming timing) {
    public ClientSettings(URI server, Supplier<String> token) {
        this(server, token, ClientTiming.DEFAULT);
    }

    /** @param path begins with a slash */
    URI http(String path) {
        return below(path, server.getScheme());
    }

    URI socket() {
        boolean secure = server.getScheme().toLowerCase(Locale.ROOT).equals("https");
        return below("/ws", secure ? "wss" : "ws");
    }

    private URI below(String path, String scheme) {
        String root = server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", "");
        return URI.create(scheme + "://" + server.getRawAuthority() + root + path);
    }
}
