/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.application.port;

import org.jspecify.annotations.NullMarked;
