package dev.parley.web.rest;

import dev.parley.web.page.ApiPages;
import dev.parley.web.page.Asset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the server tells of itself: descriptions for programs, and pages that show them to people. */
public final class DescriptionRoutes {
    private static final String JSON = "application/json";

    private static final Parameter POLICY = new Parameter("Content-Security-Policy", "what the page may load");

    /** Everything from this server. Swagger UI has its pictures within its style sheet. */
    private static final String STRICT = """
            default-src 'none'; script-src 'self'; style-src 'self'%s; connect-src 'self'; img-src 'self' data:; worker-src %s; \
            base-uri 'none'; form-action 'none'; frame-ancestors 'none'""";

    private static final String EARLY_STYLES = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
            + " 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

    private final Supplier<Asset> openApi;
    private final Supplier<Asset> asyncApi;
    private final ApiPages pages;
    private final Nonces nonces = new Nonces();

    public DescriptionRoutes(Supplier<Asset> openApi, Supplier<Asset> asyncApi, ApiPages pages) {
        this.openApi = openApi;
        this.asyncApi = asyncApi;
        this.pages = pages;
    }

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                description("/openapi.json", "Describes what goes over HTTP, as OpenAPI 3.1", "describeHttp", openApi),
                description(
                        "/asyncapi.json",
                        "Describes what goes over WebSockets, as AsyncAPI 3.0",
                        "describeSocket",
                        asyncApi),
                page("/docs", "Shows a page to try the API", "showDocs")
                        .by(call -> html(pages.docs(), STRICT.formatted("", "'none'"))),
                page("/redoc", "Shows a page to read about the API", "showRedoc")
                        .by(call -> redoc()));
    }

    private static Route.Builder<Route.Nothing> page(String path, String summary, String operation) {
        return Route.get(path, summary)
                .named(Topic.PAGES, operation)
                .refuses()
                .gives("text/html")
                .sends(POLICY)
                .open();
    }

    /** ReDoc searches in a worker that it makes itself, and has two style sheets inline before it is told a nonce. */
    private Answer redoc() {
        String nonce = nonces.next();
        String styles = " 'nonce-%s' %s".formatted(nonce, EARLY_STYLES);
        return html(pages.redoc(nonce), STRICT.formatted(styles, "blob:"));
    }

    private static Answer html(byte[] document, String policy) {
        return new Answer.Content(
                200, "text/html; charset=utf-8", Map.of(POLICY.name(), policy), out -> out.write(document));
    }

    private static Route<?> description(String path, String summary, String operation, Supplier<Asset> document) {
        return Route.get(path, summary)
                .named(Topic.SERVER, operation)
                .refuses()
                .reads(EntityTags.IF_NONE_MATCH)
                .gives(JSON)
                .sends(EntityTags.ETAG, EntityTags.CACHE_CONTROL)
                .or(304, null, EntityTags.UNCHANGED)
                .open()
                .by(call -> EntityTags.answer(call, document.get()));
    }
}
