/**
 * Turns: the agent's work on one user message, from acceptance to its end, with leases and fencing. What a turn
 * does next is a function of its messages.
 */
@NullMarked
package dev.parley.domain.turn;

import org.jspecify.annotations.NullMarked;
