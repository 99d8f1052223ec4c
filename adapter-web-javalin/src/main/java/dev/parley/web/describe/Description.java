package dev.parley.web.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.page.Asset;
import dev.parley.web.rest.Route;
import dev.parley.web.socket.Command;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The descriptions of a server's wire, ready to be sent. They are made when somebody asks for them first, and kept. Safe for use by many
 * threads.
 */
public final class Description {
    private static final String REVALIDATE = "no-cache";

    private final Supplier<List<Route<?>>> routes;
    private final Supplier<List<Command<?>>> commands;
    private final ChatLimits limits;
    private @Nullable Asset openApi;
    private @Nullable Asset asyncApi;

    /** Looks at the tables no earlier than anybody asks. */
    public Description(Supplier<List<Route<?>>> routes, Supplier<List<Command<?>>> commands, ChatLimits limits) {
        this.routes = routes;
        this.commands = commands;
        this.limits = limits;
    }

    /** What goes over HTTP, as OpenAPI. */
    public synchronized Asset openApi() {
        if (openApi == null) {
            openApi = json(new OpenApi(limits).describe(routes.get(), version()));
        }
        return openApi;
    }

    /** What goes over WebSockets, as AsyncAPI. */
    public synchronized Asset asyncApi() {
        if (asyncApi == null) {
            asyncApi = json(new AsyncApi(limits).describe(commands.get(), version()));
        }
        return asyncApi;
    }

    private static Asset json(ObjectNode document) {
        try {
            return Asset.of(new ObjectMapper().writeValueAsBytes(document), "application/json", REVALIDATE);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of JSON can be written", impossible);
        }
    }

    /** That of the jar; none while it is not in one. */
    private static String version() {
        return Objects.requireNonNullElse(Description.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
