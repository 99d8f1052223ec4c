/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.domain.session;

import org.jspecify.annotations.NullMarked;
