/**
 * Storage, event bus and rate limiter that live in one process: everything here is bounded and expires, nothing survives
 * a restart. Only this package knows how the data is held; the ports of the application say what may be relied on.
 */
@NullMarked
package dev.parley.memory;

import org.jspecify.annotations.NullMarked;
