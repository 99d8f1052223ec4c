package dev.parley.launcher.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread on which everything of one client happens, one after the other. What comes after its end is left out. */
final class Loop {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("parley-client").factory());

    Loop() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    void run(Runnable work) {
        executor.execute(guarded(work));
    }

    Future<?> later(Duration delay, Runnable work) {
        return executor.schedule(guarded(work), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    boolean isEnded() {
        return executor.isShutdown();
    }

    void end() {
        executor.shutdown();
    }

    /** The executor would keep defects to itself. */
    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error defect) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, defect);
            }
        };
    }
}
