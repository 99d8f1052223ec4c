/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.channel.email;

import org.jspecify.annotations.NullMarked;
