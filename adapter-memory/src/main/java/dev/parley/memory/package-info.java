/**
 * Storage in the memory of one process: bounded, for tests and for servers that may forget. Nothing here is durable.
 */
@NullMarked
package dev.parley.memory;

import org.jspecify.annotations.NullMarked;
