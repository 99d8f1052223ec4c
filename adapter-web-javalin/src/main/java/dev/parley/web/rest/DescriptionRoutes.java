package dev.parley.web.rest;

import dev.parley.web.page.Asset;
import java.util.List;
import java.util.function.Supplier;

/** What the server tells of itself: descriptions for programs, and pages that show them to people. */
public final class DescriptionRoutes {
    private static final String JSON = "application/json";

    private final Supplier<Asset> openApi;
    private final Supplier<Asset> asyncApi;

    public DescriptionRoutes(Supplier<Asset> openApi, Supplier<Asset> asyncApi) {
        this.openApi = openApi;
        this.asyncApi = asyncApi;
    }

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                description("/openapi.json", "Describes what goes over HTTP, as OpenAPI 3.1", "describeHttp", openApi),
                description(
                        "/asyncapi.json",
                        "Describes what goes over WebSockets, as AsyncAPI 3.0",
                        "describeSocket",
                        asyncApi));
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
