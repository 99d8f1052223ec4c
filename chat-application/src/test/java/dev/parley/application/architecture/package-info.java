/**
 * The rules of the architecture, for this project's adapters and anybody's own, and their proof: each rule is broken once below {@code
 * seeded} and has to notice it.
 */
@NullMarked
package dev.parley.application.architecture;

import org.jspecify.annotations.NullMarked;
