package dev.parley.web.http;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * What every answer tells browsers: take it for nothing else than it says it is, show it in no frame, let no page of another origin
 * have it unless it was allowed to (CORS), and give it no rights. An answer that is a page, or meant for pages elsewhere, replaces what
 * it needs to.
 */
final class SecurityHeaders {
    private static final List<HttpField> ALWAYS = List.of(
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
            new PreEncodedHttpField("X-Frame-Options", "DENY"),
            new PreEncodedHttpField(
                    "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin"),
            new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
            new PreEncodedHttpField(
                    "Permissions-Policy",
                    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
                            + " microphone=(), midi=(), payment=(), usb=()"));

    /** For a year; whoever comes over TLS once shall not come without it any more (RFC 6797). */
    private static final HttpField ONLY_TLS = new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");

    private SecurityHeaders() {}

    /** @param secure whether the request came over TLS */
    static void put(HttpFields.Mutable answered, boolean secure) {
        ALWAYS.forEach(answered::put);
        if (secure) {
            answered.put(ONLY_TLS);
        }
    }
}
