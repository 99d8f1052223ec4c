package dev.parley.application.port;

import dev.parley.domain.JsonText;

/**
 * What a model has to know to call a tool.
 *
 * @param inputSchema a JSON Schema of the arguments, an object
 */
public record ToolSpecification(String name, String description, JsonText inputSchema) {}
