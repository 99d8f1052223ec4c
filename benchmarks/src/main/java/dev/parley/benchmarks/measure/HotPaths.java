package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.report.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmarks of this module, each run in a JVM of its own. */
public final class HotPaths implements Measurement {
    private static final int SECONDS = 5;

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        boolean quick = bench.options().quick();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("dev\\.parley\\.benchmarks\\.micro\\..*")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .addProfiler("gc")
                .forks(quick ? 0 : bench.options().runs())
                .warmupIterations(quick ? 0 : 2)
                .warmupTime(TimeValue.seconds(SECONDS))
                .measurementIterations(1)
                .measurementTime(quick ? TimeValue.milliseconds(50) : TimeValue.seconds(SECONDS));
        Collection<RunResult> results = new Runner(options.build()).run();
        return results.stream().map(HotPaths::finding).toList();
    }

    private static Finding finding(RunResult result) {
        List<Double> scores = new ArrayList<>();
        double bytes = 0;
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.add(iteration.getPrimaryResult().getScore());
                bytes = Objects.requireNonNull(
                                iteration.getSecondaryResults().get("gc.alloc.rate.norm"), "the profiler's result")
                        .getScore();
            }
        }
        String name = result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1: ");
        String parameter = result.getParams().getParamsKeys().stream()
                .map(result.getParams()::getParam)
                .findFirst()
                .map(value -> ", " + value)
                .orElse("");
        Finding time =
                Finding.value(name + parameter, "", result.getPrimaryResult().getScoreUnit(), scores);
        return new Finding(time.what(), "", time.result(), "%.0f bytes allocated".formatted(bytes), "");
    }
}
