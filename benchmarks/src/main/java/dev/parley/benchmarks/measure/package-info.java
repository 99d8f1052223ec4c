/** One class for each measurement. What they share lives elsewhere; nothing here is used by two of them. */
@NullMarked
package dev.parley.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
