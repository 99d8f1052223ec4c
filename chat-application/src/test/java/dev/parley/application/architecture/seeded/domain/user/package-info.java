/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain.user;

import org.jspecify.annotations.NullMarked;
