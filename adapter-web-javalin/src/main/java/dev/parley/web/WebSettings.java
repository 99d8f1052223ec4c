package dev.parley.web;

import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.http.Mount;
import dev.parley.web.http.Origins;
import dev.parley.web.live.Timing;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the server is told when it starts. Limits of what people may do come with the application.
 *
 * @param host the name or address to listen on
 * @param port 0 for any that is free
 * @param tokens which tokens are valid
 * @param origins pages from elsewhere that may use this server
 * @param mounts servlets beside the routes
 * @param proxies whose word counts for where requests come from
 */
public record WebSettings(
        String host,
        int port,
        TokenRules tokens,
        Origins origins,
        Timing timing,
        List<Mount> mounts,
        TrustedProxies proxies) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;

    public WebSettings {
        mounts = List.copyOf(mounts);
    }

    /** Without trusted proxies. */
    public WebSettings(String host, int port, TokenRules tokens, Origins origins, Timing timing, List<Mount> mounts) {
        this(host, port, tokens, origins, timing, mounts, TrustedProxies.NONE);
    }

    /** Without trusted proxies and servlets beside the routes. */
    public WebSettings(String host, int port, TokenRules tokens, Origins origins, Timing timing) {
        this(host, port, tokens, origins, timing, List.of());
    }

    /** On port 8080 of this machine, for its own page only. */
    public static WebSettings of(TokenKeys keys) {
        return new WebSettings(LOOPBACK, DEFAULT_PORT, TokenRules.of(keys), new Origins(Set.of()), Timing.DEFAULT);
    }

    public WebSettings at(String newHost, int newPort) {
        return new WebSettings(newHost, newPort, tokens, origins, timing, mounts, proxies);
    }

    public WebSettings with(TokenRules newTokens) {
        return new WebSettings(host, port, newTokens, origins, timing, mounts, proxies);
    }

    public WebSettings with(Origins newOrigins) {
        return new WebSettings(host, port, tokens, newOrigins, timing, mounts, proxies);
    }

    public WebSettings with(Timing newTiming) {
        return new WebSettings(host, port, tokens, origins, newTiming, mounts, proxies);
    }

    public WebSettings with(TrustedProxies newProxies) {
        return new WebSettings(host, port, tokens, origins, timing, mounts, newProxies);
    }

    /** With one more servlet beside the routes. */
    public WebSettings with(Mount mount) {
        return new WebSettings(
                host,
                port,
                tokens,
                origins,
                timing,
                Stream.concat(mounts.stream(), Stream.of(mount)).toList(),
                proxies);
    }
}
