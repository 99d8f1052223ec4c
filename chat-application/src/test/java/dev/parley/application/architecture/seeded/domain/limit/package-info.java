/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain.limit;

import org.jspecify.annotations.NullMarked;
