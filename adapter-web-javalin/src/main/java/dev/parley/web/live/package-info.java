/**
 * What all streams to clients have in common, whichever transport they use: who is connected, how patient the server is with slow readers,
 * and the end of all streams when the server goes down.
 */
@NullMarked
package dev.parley.web.live;

import org.jspecify.annotations.NullMarked;
