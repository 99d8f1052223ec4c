package dev.parley.web.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use this server: those it serves itself and those of configured origins (RFC 6454), compared exactly.
 *
 * @param configured origins such as {@code https://chat.example.com}
 */
public record Origins(Set<String> configured) {
    private static final Pattern FORM =
            Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:.]+](:[0-9]{1,5})?");

    /** @throws IllegalArgumentException naming the first text that is not an origin */
    public Origins {
        configured = configured.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        for (String origin : configured) {
            if (!FORM.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        origin + " is not an origin; write it like https://chat.example.com or http://localhost:5173");
            }
        }
    }

    /** Whether a page from elsewhere was allowed by configuration. */
    public boolean isConfigured(String origin) {
        return configured.contains(origin);
    }

    /**
     * Whether a page of this origin may connect or act by cookie.
     *
     * @param secure whether the request came over TLS
     * @param host the request's {@code Host}
     */
    public boolean isAllowed(String origin, boolean secure, @Nullable String host) {
        return isConfigured(origin) || (host != null && origin.equalsIgnoreCase(ownOrigin(secure, host)));
    }

    /** Some proxies name the port that browsers leave out of origins (RFC 6454, 4). */
    private static String ownOrigin(boolean secure, String host) {
        String scheme = secure ? "https://" : "http://";
        String usualPort = secure ? ":443" : ":80";
        return scheme + (host.endsWith(usualPort) ? host.substring(0, host.length() - usualPort.length()) : host);
    }
}
