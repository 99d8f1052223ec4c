/**
 * The web page as files in memory: its own and the browser modules it imports. Knows nothing of HTTP frameworks; routes and
 * headers belong to the server.
 */
@NullMarked
package dev.parley.web.page;

import org.jspecify.annotations.NullMarked;
