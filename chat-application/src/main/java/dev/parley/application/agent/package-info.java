/**
 * The agent's work: what a turn does next under its session's lock, and the threads of this node that do it. A turn is a function of the
 * log; nothing else is remembered.
 */
@NullMarked
package dev.parley.application.agent;

import org.jspecify.annotations.NullMarked;
