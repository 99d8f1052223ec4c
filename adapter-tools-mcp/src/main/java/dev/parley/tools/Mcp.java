package dev.parley.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.domain.JsonText;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;

/** What both sides of the protocol have in common. */
final class Mcp {
    /** The member of {@code _meta} that says which calls are the same. */
    static final String IDEMPOTENCY_KEY = "dev.parley/idempotency_key";

    /** How deep a message may nest: arguments, and schemas of tools, within it. */
    private static final int MAX_DEPTH = JsonText.MAX_DEPTH + 16;

    /** Strict about JSON, lenient about members that a later version of the protocol may have. */
    static final McpJsonMapper JSON = new JacksonMcpJsonMapper(JsonMapper.builder(JsonFactory.builder()
                    // Whoever sends names of its own making would have them remembered.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(JsonText.MAX_NUMBER_LENGTH)
                            .maxNameLength(JsonText.MAX_NAME_LENGTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build());

    static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    private Mcp() {}

    static McpSchema.Implementation parley() {
        String version = Mcp.class.getPackage().getImplementationVersion();
        return McpSchema.Implementation.builder("parley", version == null ? "dev" : version)
                .build();
    }

    static McpSchema.CallToolResult result(String text, boolean failed) {
        return McpSchema.CallToolResult.builder(
                        List.of(McpSchema.TextContent.builder(text).build()))
                .isError(failed)
                .build();
    }
}
