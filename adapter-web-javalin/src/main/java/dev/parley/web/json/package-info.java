/**
 * The JSON of the wire: a strict reader, the records that requests, answers and frames consist of, and the one codec for frames that
 * WebSocket, SSE and REST share. Nothing here knows HTTP or any web framework.
 */
@NullMarked
package dev.parley.web.json;

import org.jspecify.annotations.NullMarked;
