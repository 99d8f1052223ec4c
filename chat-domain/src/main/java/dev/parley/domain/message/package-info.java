/**
 * Messages of a conversation and the choice of those a model gets to see. Texts are checked here, once, when they
 * become values.
 */
@NullMarked
package dev.parley.domain.message;

import org.jspecify.annotations.NullMarked;
