/** Programs under measurement, each a process of its own, and what the operating system and the JVM tell about them. */
@NullMarked
package dev.parley.benchmarks.process;

import org.jspecify.annotations.NullMarked;
