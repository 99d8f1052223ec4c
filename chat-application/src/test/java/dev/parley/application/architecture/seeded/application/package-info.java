/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.application;

import org.jspecify.annotations.NullMarked;
