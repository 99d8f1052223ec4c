package dev.parley.web.access;

import dev.parley.web.rest.Door;
import dev.parley.web.rest.Route;

/**
 * Something that can be done over HTTP.
 *
 * @param name method and path
 * @param status that of success
 * @param streams whether it is answered by a stream of events, if one is wanted
 * @param open whether it takes no token
 */
record Operation(String name, int status, boolean streams, boolean open) {
    static Operation of(Route<?> route) {
        return new Operation(
                route.method().name() + " " + route.path(), route.status(), route.streams(), route.door() != Door.USER);
    }
}
