package dev.parley.llm;

import dev.parley.application.port.ToolSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools' names as the protocol allows them, 1 to 64 of ASCII letters, digits, {@code _} and {@code -}, and back. Tools of MCP
 * servers may have longer names with other characters.
 */
final class ToolNames {
    private static final int LONGEST = 64;

    private final Map<String, String> wireNames = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private ToolNames() {}

    static ToolNames of(List<ToolSpecification> tools) {
        ToolNames result = new ToolNames();
        for (ToolSpecification tool : tools) {
            String wireName = fitting(tool.name(), "");
            for (int i = 2; result.names.containsKey(wireName); i++) {
                wireName = fitting(tool.name(), "_" + i);
            }
            result.names.put(wireName, tool.name());
            result.wireNames.put(tool.name(), wireName);
        }
        return result;
    }

    /** A tool that is no longer offered may still be named in the history. */
    String toWire(String name) {
        return wireNames.getOrDefault(name, fitting(name, ""));
    }

    /** A name that was never offered stays as the model wrote it. */
    String fromWire(String wireName) {
        return names.getOrDefault(wireName, wireName);
    }

    private static String fitting(String name, String suffix) {
        String allowed = name.isEmpty() ? "tool" : name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return allowed.substring(0, Math.min(allowed.length(), LONGEST - suffix.length())) + suffix;
    }
}
