/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain.turn;

import org.jspecify.annotations.NullMarked;
