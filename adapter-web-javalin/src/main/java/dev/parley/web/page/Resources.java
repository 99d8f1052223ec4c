package dev.parley.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Files on the class path, and how browsers get them. */
final class Resources {
    /** For paths without a version: asked for each time, sent only when changed. */
    static final String REVALIDATE = "no-cache";
    /** For paths with a version. */
    static final String FOREVER = "public, max-age=31536000, immutable";

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private Resources() {}

    static Optional<byte[]> read(String resource) {
        try (InputStream stream = Resources.class.getResourceAsStream(resource)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String contentType(String file) {
        return CONTENT_TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /**
     * The version of a webjar on the class path.
     *
     * @throws IllegalStateException if it is not there
     */
    static String versionOf(String group, String artifact) {
        String resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream stream = Resources.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("The webjar " + group + ":" + artifact + " is not on the class path.");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
