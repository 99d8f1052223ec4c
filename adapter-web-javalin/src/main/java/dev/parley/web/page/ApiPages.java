package dev.parley.web.page;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pages that show the description of the API: one to try it, one to read. Their libraries come from webjars, as far as they are needed; of
 * what these would load from elsewhere nothing is left. Files are read once and kept. Safe for use by many threads.
 */
public final class ApiPages {
    private static final String FOLDER = "/api-pages/";
    private static final String GROUP = "org.webjars";
    private static final String SWAGGER_UI = "swagger-ui";
    private static final String REDOC = "redoc";

    /** A picture that ReDoc shows beside its name. */
    private static final String REMOTE_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private static final String LOCAL_LOGO = WebPage.ASSETS + "parley/icon.svg";

    private final String swaggerUi = Resources.versionOf(GROUP, SWAGGER_UI);
    private final String redoc = Resources.versionOf(GROUP, REDOC);
    private final Map<String, String> resources = Map.of(
            "api-pages/docs.js",
            FOLDER + "docs.js",
            "api-pages/redoc.js",
            FOLDER + "redoc.js",
            "api-pages/pages.css",
            FOLDER + "pages.css",
            "%s/%s/swagger-ui-bundle.js".formatted(SWAGGER_UI, swaggerUi),
            webjar(SWAGGER_UI, swaggerUi, "swagger-ui-bundle.js"),
            "%s/%s/swagger-ui.css".formatted(SWAGGER_UI, swaggerUi),
            webjar(SWAGGER_UI, swaggerUi, "swagger-ui.css"),
            "%s/%s/redoc.standalone.js".formatted(REDOC, redoc),
            webjar(REDOC, redoc, "redoc.standalone.js"));
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    /** The page to try the API, by Swagger UI. */
    public byte[] docs() {
        return text(FOLDER + "docs.html").replace("SWAGGER_UI", swaggerUi).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The page to read, by ReDoc.
     *
     * @param nonce what the response's Content-Security-Policy allows style sheets by
     */
    public byte[] redoc(String nonce) {
        return text(FOLDER + "redoc.html")
                .replace("REDOC", redoc)
                .replace("NONCE", nonce)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A file that one of the pages loads.
     *
     * @param path the whole path of the request
     * @return empty for everything that is not such a file
     */
    public Optional<Asset> asset(String path) {
        if (!path.startsWith(WebPage.ASSETS)) {
            return Optional.empty();
        }
        String name = path.substring(WebPage.ASSETS.length());
        String resource = resources.get(name);
        return resource == null
                ? Optional.empty()
                : Optional.of(assets.computeIfAbsent(name, unread -> load(name, resource)));
    }

    private static Asset load(String name, String resource) {
        boolean own = resource.startsWith(FOLDER);
        byte[] bytes = name.startsWith(REDOC)
                ? text(resource).replace(REMOTE_LOGO, LOCAL_LOGO).getBytes(StandardCharsets.UTF_8)
                : bytes(resource);
        return new Asset(bytes, Resources.contentType(name), own ? Resources.REVALIDATE : Resources.FOREVER);
    }

    private static String text(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) {
        return Resources.read(resource)
                .orElseThrow(() -> new IllegalStateException(resource + " is not on the class path."));
    }

    private static String webjar(String artifact, String version, String file) {
        return "/META-INF/resources/webjars/%s/%s/%s".formatted(artifact, version, file);
    }
}
