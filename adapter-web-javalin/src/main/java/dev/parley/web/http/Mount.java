package dev.parley.web.http;

import jakarta.servlet.http.HttpServlet;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A servlet that is served beside the routes, behind the same edge: correlation ids, CORS, time limits for headers and bodies, and no
 * HTTP sessions. Who calls is up to the servlet; the server's {@link RequestIdentity} tells it by the rules of the routes. Bodies end after
 * 1 MiB, or after the largest legal document of the routes if that is larger.
 *
 * @param path such as {@code /mcp}; with {@code /*} at its end, such as {@code /hooks/*}, everything below as well
 * @param servlet makes the servlet, once, when the server is set up
 */
public record Mount(String path, Function<RequestIdentity, HttpServlet> servlet) {
    private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._-]*)+(/\\*)?");

    /** @throws IllegalArgumentException if the path is not of that form */
    public Mount {
        if (!FORM.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    path + " is not a path to mount a servlet on; write it like /mcp or /hooks/*");
        }
        Objects.requireNonNull(servlet);
    }

    /** A servlet that does not ask who calls, or finds that out by itself. */
    public Mount(String path, HttpServlet servlet) {
        this(path, identity -> servlet);
    }

    /** What stands between the first two slashes of a path. */
    public static String firstSegment(String path) {
        return path.split("/", 3)[1];
    }
}
