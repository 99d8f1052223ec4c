/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.channel.slack;

import org.jspecify.annotations.NullMarked;
