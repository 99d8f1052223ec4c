/**
 * Durable questions to people and the rule that the first valid answer wins. How a question reaches people is the
 * business of channels.
 */
@NullMarked
package dev.parley.domain.feedback;

import org.jspecify.annotations.NullMarked;
