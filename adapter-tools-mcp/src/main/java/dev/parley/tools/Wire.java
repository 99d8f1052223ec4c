package dev.parley.tools;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What messages go over to an external server and back. Unlike the library's own transports it tells when it has come to its end, so that
 * nobody waits for answers that cannot come any more, and it can give up single requests.
 */
sealed interface Wire extends McpClientTransport permits StdioWire, HttpWire {
    /** Most bytes of one message of a server. */
    int LARGEST_MESSAGE = 8 * 1024 * 1024;

    /** @param listener gets the reason as a sentence, once, also if the end has come already */
    void onEnd(Consumer<String> listener);

    /** Why it has come to its end; null while it has not. */
    @Nullable
    String ended();

    /** The version that both sides speak from now on. */
    void agreed(String version);

    /** Makes the session forget a request that nobody waits for any more. */
    void abandon(Object requestId);

    @Override
    default <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return Mcp.JSON.convertValue(data, type);
    }
}
