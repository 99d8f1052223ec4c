package dev.parley.tools;

import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where what comes over a wire goes, and whether the wire has come to its end. */
final class Inbox {
    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile @Nullable Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler;

    void open(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> to) {
        handler = to;
    }

    /** @throws WireException if it is not a message of the protocol */
    static McpSchema.JSONRPCMessage parse(String text) throws WireException {
        try {
            return McpSchema.deserializeJsonRpcMessage(Mcp.JSON, text);
        } catch (IOException | RuntimeException unfit) {
            throw new WireException("The server sent something that is not a message of the protocol.");
        }
    }

    void deliver(McpSchema.JSONRPCMessage message) {
        var to = handler;
        if (to != null) {
            to.apply(Mono.just(message))
                    .subscribe(
                            handled -> {},
                            failure -> LOG.log(System.Logger.Level.WARNING, "a message could not be handled", failure));
        }
    }

    /** Only the first reason counts. */
    void end(String sentence) {
        end.complete(sentence);
    }

    @Nullable
    String ended() {
        return end.getNow(null);
    }

    void onEnd(Consumer<String> listener) {
        var unused = end.thenAccept(listener);
    }
}
