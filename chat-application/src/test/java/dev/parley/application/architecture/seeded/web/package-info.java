/** Breaks rules on purpose. */
@NullMarked
package dev.parley.application.architecture.seeded.web;

import org.jspecify.annotations.NullMarked;
