/**
 * The server as a program: reads settings, chooses adapters, wires them to the use cases and starts them. The only place
 * that sees more than one adapter; it holds no behaviour of its own.
 */
@NullMarked
package dev.parley.launcher;

import org.jspecify.annotations.NullMarked;
