/**
 * What Parley is compared with: the least that has to be written to do the same work without durability, resumption or access rules. Each
 * program runs in a process of its own.
 */
@NullMarked
package dev.parley.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
