/**
 * The REST routes: a typed table of what can be asked, from which they are registered, and what each of them does with the use cases.
 * How a request comes in and an answer goes out is known to {@link dev.parley.web.rest.RouteRunner} alone.
 */
@NullMarked
package dev.parley.web.rest;

import org.jspecify.annotations.NullMarked;
