/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain;

import org.jspecify.annotations.NullMarked;
