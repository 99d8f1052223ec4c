/** Results as people read them: spreads over several runs, tables, the document. */
@NullMarked
package dev.parley.benchmarks.report;

import org.jspecify.annotations.NullMarked;
