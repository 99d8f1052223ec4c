/**
 * Measures what Parley costs against bare programs that do the same without it. The command, the measurements' common ground and the list of
 * them live here.
 */
@NullMarked
package dev.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
