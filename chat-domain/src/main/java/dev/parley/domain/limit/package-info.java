/**
 * The limits of a chat, each with its default, unit and range.
 */
@NullMarked
package dev.parley.domain.limit;

import org.jspecify.annotations.NullMarked;
