package dev.parley.tools;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** An external server of the library's own making, with tools that do what tests are about. As a program it speaks over its standard input. */
final class ToolServer {
    /** Released by each call of {@code wait} that has begun. */
    final Semaphore waiting = new Semaphore(0);

    /** Lets all calls of {@code wait} end. */
    final CountDownLatch release = new CountDownLatch(1);

    /** The keys that calls of {@code keep} came with. */
    final Set<Object> keys = ConcurrentHashMap.newKeySet();

    public static void main(String[] arguments) {
        McpServer.sync(new StdioServerTransportProvider(Mcp.JSON))
                .serverInfo("program", "1")
                .strictToolNameValidation(false)
                .tools(new ToolServer().tools())
                .build();
    }

    List<SyncToolSpecification> tools() {
        return List.of(
                tool(
                        "echo",
                        hints(true, false),
                        request -> text(String.valueOf(request.arguments().get("text")))),
                tool("fail", null, request -> Mcp.result("That cannot be done.", true)),
                tool("wait", null, request -> {
                    waiting.release();
                    try {
                        release.await();
                    } catch (InterruptedException over) {
                        Thread.currentThread().interrupt();
                    }
                    return text("waited");
                }),
                tool("keep", hints(false, true), request -> {
                    keys.add(request.meta().get(Mcp.IDEMPOTENCY_KEY));
                    return text("kept " + keys.size());
                }),
                tool(
                        "huge",
                        null,
                        request -> text("x".repeat((int) request.arguments().get("length")))),
                tool("odd.name/1", null, request -> text("odd")),
                tool(
                        "environment",
                        null,
                        request -> text(String.join(",", System.getenv().keySet()))),
                tool("die", null, request -> {
                    Runtime.getRuntime().halt(3);
                    return text("dead");
                }));
    }

    static SyncToolSpecification tool(
            String name,
            McpSchema.ToolAnnotations hints,
            Function<McpSchema.CallToolRequest, McpSchema.CallToolResult> work) {
        McpSchema.Tool.Builder tool =
                McpSchema.Tool.builder(name, Map.of("type", "object")).description("Does " + name + ".");
        if (hints != null) {
            tool.annotations(hints);
        }
        return SyncToolSpecification.builder()
                .tool(tool.build())
                .callHandler((exchange, request) -> work.apply(request))
                .build();
    }

    private static McpSchema.ToolAnnotations hints(boolean readOnly, boolean idempotent) {
        return McpSchema.ToolAnnotations.builder()
                .readOnlyHint(readOnly)
                .idempotentHint(idempotent)
                .build();
    }

    static McpSchema.CallToolResult text(String text) {
        return Mcp.result(text, false);
    }
}
