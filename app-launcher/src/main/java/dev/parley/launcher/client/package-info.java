/**
 * A client of Parley's WebSocket and REST for the JVM. It keeps each joined session up to date over lost connections: nothing that the
 * server logged is missed, doubled or reordered, and nothing that was sent takes effect twice. It knows the wire contract
 * ({@code docs/protocol.md}) and nothing of the server's code, and it prints nothing.
 */
@NullMarked
package dev.parley.launcher.client;

import org.jspecify.annotations.NullMarked;
