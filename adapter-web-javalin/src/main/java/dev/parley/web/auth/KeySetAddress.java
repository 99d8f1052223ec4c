package dev.parley.web.auth;

import java.net.URI;
import java.util.Locale;

/**
 * Where an identity provider publishes the keys of its tokens, as a JSON Web Key Set (RFC 7517). The address is taken as it is: whoever
 * configures it may name a server of the private network, and redirects are not followed.
 *
 * @param url absolute, {@code http} or {@code https}, without user and fragment
 */
public record KeySetAddress(URI url) implements TokenKeys {
    /** @throws IllegalArgumentException if the URL is not of that form */
    public KeySetAddress {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address of a key set is a URL such as https://login.example.com/.well-known/jwks.json.");
        }
    }

    /** Whether somebody on the way to another machine could change what is fetched, and so make tokens. */
    boolean isExposed() {
        String host = url.getHost();
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return url.getScheme().equalsIgnoreCase("http") && !here;
    }

    /** For people and logs; without the query, which may hold a secret. */
    @Override
    public String toString() {
        return "%s://%s%s".formatted(url.getScheme(), url.getRawAuthority(), url.getRawPath());
    }
}
