/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.application.util;

import org.jspecify.annotations.NullMarked;
