/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.memory;

import org.jspecify.annotations.NullMarked;
