package dev.parley.web.rest;

/**
 * A parameter of a route's query.
 *
 * @param description what it is for and what it may be
 */
public record Parameter(String name, String description) {}
