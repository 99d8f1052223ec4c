/**
 * Connections before anybody knows what they ask for: where they come from, how many there may be, and how long they may take. Nothing here
 * knows of requests' contents.
 */
@NullMarked
package dev.parley.web.connection;

import org.jspecify.annotations.NullMarked;
