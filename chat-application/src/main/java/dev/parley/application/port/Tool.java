package dev.parley.application.port;

/**
 * A tool as its provider offers it.
 *
 * @param isRepeatable whether a call that was sent twice with the same {@linkplain ToolInvocation#key() key} has one effect; a call of
 *     a tool that does not promise this is never made again after a crash
 */
public record Tool(ToolSpecification specification, boolean isRepeatable) {
    public String name() {
        return specification.name();
    }
}
