/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain.event;

import org.jspecify.annotations.NullMarked;
