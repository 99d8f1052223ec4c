package dev.parley.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Work of many at the same time, each on a virtual thread. */
public final class Together {
    private Together() {}

    /** What one of them does. */
    @FunctionalInterface
    public interface Work<T> {
        void run(T one, int index) throws Exception;
    }

    /** What one of them makes. */
    @FunctionalInterface
    public interface Making<R> {
        R make(int index) throws Exception;
    }

    /**
     * Waits until all are done.
     *
     * @throws IllegalStateException if one of them failed
     */
    public static <T> void forEach(List<T> all, Work<? super T> work) {
        make(all.size(), index -> {
            work.run(all.get(index), index);
            return index;
        });
    }

    /** Makes so many, all at the same time; in the order of their numbers. */
    public static <R> List<R> make(int count, Making<? extends R> making) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures = IntStream.range(0, count)
                    .<Future<R>>mapToObj(index -> threads.submit(() -> making.make(index)))
                    .toList();
            List<R> results = new ArrayList<>(count);
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
