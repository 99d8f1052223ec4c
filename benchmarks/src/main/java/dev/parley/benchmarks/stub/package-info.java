/** A model's server that answers many times faster than anything measured here, and knows when it sent which token. */
@NullMarked
package dev.parley.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
