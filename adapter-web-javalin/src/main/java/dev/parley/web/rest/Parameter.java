package dev.parley.web.rest;

/**
 * A parameter: of a route's query, of its path, or one of its headers.
 *
 * @param description what it is for and what it may be
 */
public record Parameter(String name, String description, ParameterForm form) {
    /** Any text. */
    public Parameter(String name, String description) {
        this(name, description, ParameterForm.ANY);
    }
}
