/**
 * The application over HTTP: REST, WebSocket, server-sent events and the web page. Translates between the wire and the
 * use cases; decisions about sessions, turns and ownership do not belong here.
 */
@NullMarked
package dev.parley.web;

import org.jspecify.annotations.NullMarked;
