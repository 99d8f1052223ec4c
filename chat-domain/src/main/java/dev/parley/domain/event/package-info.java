/**
 * The log of a session: what happened, in dense order, and positions in it. Streaming text is not an event; it is
 * a draft that events begin and end.
 */
@NullMarked
package dev.parley.domain.event;

import org.jspecify.annotations.NullMarked;
