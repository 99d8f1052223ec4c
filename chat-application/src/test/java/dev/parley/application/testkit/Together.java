package dev.parley.application.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Does several things at the same moment, each on a thread of its own. */
public final class Together {
    private static final int PATIENCE_SECONDS = 60;

    private Together() {}

    /** One of the things to do. */
    @FunctionalInterface
    public interface Task<T> {
        T run(int number) throws Exception;
    }

    /** What became of one of them: a value or a failure. */
    public record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {
        public boolean succeeded() {
            return failure == null;
        }
    }

    /** Runs a task several times at once and waits for all; the outcomes are in the order of the numbers 0, 1, 2 … */
    public static <T> List<Outcome<T>> outcomes(int times, Task<T> task) {
        CyclicBarrier barrier = new CyclicBarrier(times);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = IntStream.range(0, times)
                    .mapToObj(number -> threads.submit(() -> {
                        barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        return task.run(number);
                    }))
                    .toList();
            List<Outcome<T>> outcomes = new ArrayList<>();
            for (Future<T> future : futures) {
                outcomes.add(outcome(future));
            }
            return outcomes;
        }
    }

    /** Like {@link #outcomes}, but nothing may fail. */
    public static <T> List<T> results(int times, Task<T> task) {
        List<T> results = new ArrayList<>();
        for (Outcome<T> outcome : outcomes(times, task)) {
            if (outcome.failure() != null) {
                throw new AssertionError("one of " + times + " failed", outcome.failure());
            }
            results.add(Objects.requireNonNull(outcome.value()));
        }
        return results;
    }

    private static <T> Outcome<T> outcome(Future<T> future) {
        try {
            return new Outcome<>(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS), null);
        } catch (ExecutionException failed) {
            return new Outcome<>(null, failed.getCause());
        } catch (TimeoutException stuck) {
            future.cancel(true);
            return new Outcome<>(null, stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Outcome<>(null, interrupted);
        }
    }
}
