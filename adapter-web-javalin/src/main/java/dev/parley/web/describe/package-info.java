/**
 * Descriptions of the wire for programs, OpenAPI and AsyncAPI, made of the tables of routes and frames and of their records. Whatever they
 * say beyond these comes from two resources: what fields mean, and examples.
 */
@NullMarked
package dev.parley.web.describe;

import org.jspecify.annotations.NullMarked;
