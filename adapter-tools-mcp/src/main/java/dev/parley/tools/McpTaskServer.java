package dev.parley.tools;

import dev.parley.application.Tasks;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The task tools as an MCP server over streamable HTTP, without sessions: a servlet to be mounted where the embedding server likes. Every
 * request is authenticated by itself and uses the tasks of that caller only.
 */
public final class McpTaskServer implements AutoCloseable {
    private final McpEndpoint endpoint;
    private final McpStatelessSyncServer server;

    /**
     * @param authentication tells who sent a request, or throws {@link ChatException.Unauthenticated} (401),
     *     {@link ChatException.Forbidden} (403), {@link ChatException.Limited} (429) or {@link ChatException.Unavailable} (503)
     * @param fromAllowedOrigin whether the page that sent a request may do so; asked for every request, also for those without an
     *     {@code Origin}, which do not come from pages
     */
    public McpTaskServer(
            Tasks tasks,
            Function<HttpServletRequest, Caller> authentication,
            Predicate<HttpServletRequest> fromAllowedOrigin) {
        this(tasks, authentication, fromAllowedOrigin, caller -> {});
    }

    /**
     * @param beforeChange called before a tool changes something on behalf of a caller; what it throws, such as {@link
     *     ChatException.Limited}, is the tool's result, which the client's model reads
     */
    public McpTaskServer(
            Tasks tasks,
            Function<HttpServletRequest, Caller> authentication,
            Predicate<HttpServletRequest> fromAllowedOrigin,
            Consumer<Caller> beforeChange) {
        this.endpoint = new McpEndpoint(authentication.andThen(TaskToolSpecifications::of), fromAllowedOrigin);
        // Arguments are checked by the tools themselves, in the same words for the agent and for clients.
        this.server = McpServer.sync(endpoint)
                .serverInfo(Mcp.parley())
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .jsonMapper(Mcp.JSON)
                .validateToolInputs(false)
                .immediateExecution(true)
                .tools(new TaskToolSpecifications(tasks, beforeChange).all())
                .build();
    }

    /** The endpoint; it takes {@code POST} on whatever path it is mounted. */
    public HttpServlet servlet() {
        return endpoint;
    }

    /** Answers no more requests. */
    @Override
    public void close() {
        server.close();
    }
}
