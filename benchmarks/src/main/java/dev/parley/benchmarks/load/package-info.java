/** Clients over plain sockets, as cheap as they can be and the same for Parley and what it is compared with, and what they record. */
@NullMarked
package dev.parley.benchmarks.load;

import org.jspecify.annotations.NullMarked;
