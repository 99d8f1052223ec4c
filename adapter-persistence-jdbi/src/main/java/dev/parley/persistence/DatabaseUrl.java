package dev.parley.persistence;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL is and how to log in.
 *
 * @param jdbcUrl without user and password
 * @param user null to leave it to the driver
 * @param password null if there is none
 */
public record DatabaseUrl(
        String jdbcUrl, @Nullable String user, @Nullable String password) {
    private static final Pattern LOGIN = Pattern.compile("jdbc:postgresql://[^/?]*@");

    /**
     * Reads {@code postgresql://user:password@host:port/database?options}, {@code postgres://…}, or a {@code jdbc:postgresql:} URL. A login
     * before the host, which the driver does not know, is understood in all of them.
     *
     * @throws IllegalArgumentException saying what is wrong, without repeating the text, which may hold a password
     */
    public static DatabaseUrl parse(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return LOGIN.matcher(text).lookingAt()
                    ? parse(text.substring("jdbc:".length()))
                    : new DatabaseUrl(text, null, null);
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw wrong();
        }
        boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!postgres
                || uri.getHost() == null
                || uri.getPath() == null
                || uri.getPath().length() < 2) {
            throw wrong();
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String jdbc = "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
        String login = uri.getRawUserInfo();
        if (login == null) {
            return new DatabaseUrl(jdbc, null, null);
        }
        int colon = login.indexOf(':');
        return colon < 0
                ? new DatabaseUrl(jdbc, decoded(login), null)
                : new DatabaseUrl(jdbc, decoded(login.substring(0, colon)), decoded(login.substring(colon + 1)));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "The database URL must have the form postgresql://user:password@host:5432/database or jdbc:postgresql://host:5432/database.");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1…");
    }
}
