/** JMH benchmarks of the hot paths. */
@NullMarked
package dev.parley.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
