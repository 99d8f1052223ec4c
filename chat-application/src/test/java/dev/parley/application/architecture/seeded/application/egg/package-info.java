/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.application.egg;

import org.jspecify.annotations.NullMarked;
