package dev.parley.benchmarks;

import dev.parley.benchmarks.report.Finding;
import java.util.List;

/** Something to measure, with what it is compared with. */
public interface Measurement {
    /** One word, for the command line and the document. */
    String name();

    /**
     * Measures.
     *
     * @throws IllegalStateException if something did not work as it should, such as a token that did not arrive
     */
    List<Finding> run(Bench bench) throws Exception;
}
