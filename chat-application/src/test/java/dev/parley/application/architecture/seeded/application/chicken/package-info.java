/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.application.chicken;

import org.jspecify.annotations.NullMarked;
