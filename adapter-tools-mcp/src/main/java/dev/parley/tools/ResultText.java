package dev.parley.tools;

import dev.parley.application.port.ToolResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a model gets to read of a tool's result: its texts, and a line for everything else. */
final class ResultText {
    private static final String NOTHING = "The tool returned nothing.";

    private ResultText() {}

    static ToolResult of(McpSchema.CallToolResult result) {
        StringBuilder text = new StringBuilder();
        for (McpSchema.Content content : result.content()) {
            // What would be cut off anyway is not put together.
            if (text.length() > ToolResult.LONGEST) {
                break;
            }
            text.append(text.isEmpty() ? "" : "\n").append(line(content));
        }
        if (text.isEmpty() && result.structuredContent() != null) {
            text.append(json(result.structuredContent()));
        }
        return new ToolResult(text.isEmpty() ? NOTHING : text.toString(), Boolean.TRUE.equals(result.isError()));
    }

    private static String line(McpSchema.Content content) {
        return switch (content) {
            case McpSchema.TextContent text -> text.text();
            case McpSchema.ImageContent image -> "[an image, %s]".formatted(image.mimeType());
            case McpSchema.AudioContent audio -> "[a sound, %s]".formatted(audio.mimeType());
            case McpSchema.ResourceLink link -> "[a resource, %s%s]".formatted(link.uri(), type(link.mimeType()));
            case McpSchema.EmbeddedResource embedded ->
                "[a resource, %s%s]"
                        .formatted(
                                embedded.resource().uri(),
                                type(embedded.resource().mimeType()));
            default -> "[something that cannot be shown]";
        };
    }

    private static String type(@Nullable String mimeType) {
        return mimeType == null ? "" : ", " + mimeType;
    }

    private static String json(Object value) {
        try {
            return Mcp.JSON.writeValueAsString(value);
        } catch (IOException unwritable) {
            return NOTHING;
        }
    }
}
