package dev.parley.tools;

import dev.parley.application.port.ToolResult;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One session with an external server, from its initialization until its wire comes to its end. Safe for many threads. */
final class McpConnection implements AutoCloseable {
    private static final TypeRef<McpSchema.InitializeResult> INITIALIZE_RESULT = new TypeRef<>() {};
    private static final TypeRef<McpSchema.ListToolsResult> LIST_RESULT = new TypeRef<>() {};
    private static final TypeRef<McpSchema.CallToolResult> CALL_RESULT = new TypeRef<>() {};

    private static final String CANCELLED = "notifications/cancelled";
    private static final int MOST_PAGES = 50;
    private static final int MOST_TOOLS = 500;
    private static final int LONGEST_REFUSAL = 2_000;

    /** The library's own limit, which only counts if ours fails: it leaves the request in its books. */
    private static final Duration BEYOND_EVERY_CALL = McpServerSettings.LONGEST_CALL.plusMinutes(1);

    /** Notifications that mean nothing here. */
    private static final List<String> IGNORED = List.of(
            CANCELLED,
            McpSchema.METHOD_NOTIFICATION_PROGRESS,
            McpSchema.METHOD_NOTIFICATION_MESSAGE,
            McpSchema.METHOD_NOTIFICATION_RESOURCES_LIST_CHANGED,
            McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED,
            McpSchema.METHOD_NOTIFICATION_PROMPTS_LIST_CHANGED);

    private final Wire wire;
    private final McpClientSession session;
    private final Duration setupTimeout;
    private final Duration callTimeout;
    private boolean hasTools;

    private McpConnection(Wire wire, Duration setupTimeout, Duration callTimeout, Runnable onToolsChanged) {
        this.wire = wire;
        this.setupTimeout = setupTimeout;
        this.callTimeout = callTimeout;
        Map<String, McpClientSession.NotificationHandler> notifications = new HashMap<>();
        IGNORED.forEach(method -> notifications.put(method, parameters -> Mono.empty()));
        notifications.put(
                McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED, parameters -> Mono.fromRunnable(onToolsChanged));
        this.session = new McpClientSession(
                BEYOND_EVERY_CALL,
                wire,
                Map.of(McpSchema.METHOD_PING, parameters -> Mono.just(Map.of())),
                notifications,
                connecting -> connecting);
        wire.onEnd(sentence -> session.close());
    }

    /**
     * Initializes a session.
     *
     * @param setupTimeout time for each step that is not a call
     * @param onToolsChanged told when the list of tools should be read anew
     * @throws WireException if that cannot be done; the wire is closed then
     */
    static McpConnection open(Wire wire, Duration setupTimeout, Duration callTimeout, Runnable onToolsChanged)
            throws WireException, InterruptedException {
        McpConnection connection = new McpConnection(wire, setupTimeout, callTimeout, onToolsChanged);
        boolean opened = false;
        try {
            connection.initialize();
            opened = true;
            return connection;
        } catch (RefusedException refused) {
            throw new WireException("The server refuses to begin a session: " + refused.sentence());
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /** The server's answer was an error of the protocol. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message, null, false, false);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private void initialize() throws WireException, RefusedException, InterruptedException {
        McpSchema.InitializeResult result = request(
                McpSchema.METHOD_INITIALIZE,
                McpSchema.InitializeRequest.builder(
                                wire.protocolVersions().getLast(),
                                McpSchema.ClientCapabilities.builder().build(),
                                Mcp.parley())
                        .build(),
                INITIALIZE_RESULT,
                setupTimeout);
        if (!wire.protocolVersions().contains(result.protocolVersion())) {
            throw new WireException("The server speaks a version of the protocol that is not known here.");
        }
        hasTools = result.capabilities() != null && result.capabilities().tools() != null;
        CompletableFuture<Void> told = session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, null)
                .toFuture();
        answer(told, setupTimeout);
        wire.agreed(result.protocolVersion());
    }

    /** @throws WireException if the server does not tell its tools, or has too many */
    List<McpSchema.Tool> listTools() throws WireException, InterruptedException {
        if (!hasTools) {
            return List.of();
        }
        List<McpSchema.Tool> tools = new ArrayList<>();
        String cursor = null;
        try {
            for (int pages = 0; pages < MOST_PAGES; pages++) {
                McpSchema.ListToolsResult page = request(
                        McpSchema.METHOD_TOOLS_LIST,
                        new McpSchema.PaginatedRequest(cursor, null),
                        LIST_RESULT,
                        setupTimeout);
                tools.addAll(page.tools());
                if (tools.size() > MOST_TOOLS) {
                    throw new WireException("The server has more than %d tools.".formatted(MOST_TOOLS));
                }
                cursor = page.nextCursor();
                if (cursor == null || cursor.isEmpty()) {
                    return tools;
                }
            }
        } catch (RefusedException refused) {
            throw new WireException("The server does not tell its tools: " + refused.sentence());
        }
        throw new WireException("The list of the server's tools does not end.");
    }

    /**
     * Calls a tool; whatever goes wrong is a failed result.
     *
     * @param key sent along, so that the server can recognize the same call
     */
    ToolResult call(String tool, Map<String, Object> arguments, String key) throws InterruptedException {
        McpSchema.CallToolRequest request =
                new McpSchema.CallToolRequest(tool, arguments, Map.of(Mcp.IDEMPOTENCY_KEY, key));
        try {
            return ResultText.of(request(McpSchema.METHOD_TOOLS_CALL, request, CALL_RESULT, callTimeout));
        } catch (RefusedException refused) {
            return ToolResult.failed("The server refused the call: " + refused.sentence());
        } catch (WireException trouble) {
            return ToolResult.failed("The call failed, and may have had an effect or not. " + trouble.sentence());
        }
    }

    private <T> T request(String method, Object parameters, TypeRef<T> type, Duration limit)
            throws WireException, RefusedException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Ticket ticket = new Ticket();
        CompletableFuture<T> future = session.sendRequest(method, parameters, type)
                .contextWrite(context -> context.put(Ticket.class, ticket))
                .toFuture();
        boolean answered = false;
        try {
            T result = answer(future, limit);
            answered = true;
            return result;
        } finally {
            if (!answered && !future.isDone()) {
                cancel(ticket, method);
            }
        }
    }

    private <T> T answer(CompletableFuture<T> future, Duration limit)
            throws WireException, RefusedException, InterruptedException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new WireException("The server did not answer within %d ms.".formatted(limit.toMillis()));
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case WireException told -> throw told;
                case McpError refused ->
                    throw new RefusedException(brief(refused.getJsonRpcError().message()));
                case null, default -> {
                    String ended = wire.ended();
                    throw new WireException(ended != null ? ended : "The server's answer cannot be understood.");
                }
            }
        }
    }

    private static String brief(String text) {
        return text.length() <= LONGEST_REFUSAL ? text : text.substring(0, LONGEST_REFUSAL) + " …";
    }

    /** Tells the server that nobody waits any more; the beginning of a session must not be cancelled. */
    private void cancel(Ticket ticket, String method) {
        Object id = ticket.requestId();
        if (id == null) {
            return;
        }
        if (!method.equals(McpSchema.METHOD_INITIALIZE)) {
            session.sendNotification(CANCELLED, Map.of("requestId", id, "reason", "nobody waits for it any more"))
                    .onErrorComplete()
                    .subscribe();
        }
        wire.abandon(id);
    }

    /** Why the wire came to its end; null while it has not. */
    @Nullable
    String ended() {
        return wire.ended();
    }

    /** @param listener told once, when the wire has come to its end */
    void onEnd(Runnable listener) {
        wire.onEnd(sentence -> listener.run());
    }

    /** Done when all that belongs to it is gone. */
    CompletableFuture<Void> closing() {
        return wire.closeGracefully().toFuture();
    }

    @Override
    public void close() {
        wire.close();
    }
}
