package dev.parley.tools;

import io.modelcontextprotocol.spec.McpSchema;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Learns which id the library's session gives a request, so that the request can be cancelled. Travels in the context of the call. */
final class Ticket {
    private volatile @Nullable Object requestId;

    static void note(ContextView context, McpSchema.JSONRPCMessage message) {
        if (message instanceof McpSchema.JSONRPCRequest request && context.hasKey(Ticket.class)) {
            context.<Ticket>get(Ticket.class).requestId = request.id();
        }
    }

    /** Null if the request has not been sent. */
    @Nullable
    Object requestId() {
        return requestId;
    }
}
