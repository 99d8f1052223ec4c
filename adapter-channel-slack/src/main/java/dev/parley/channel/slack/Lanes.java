package dev.parley.channel.slack;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Does things one after the other for each person, and side by side for different ones. Of those that wait, the earliest is next, whenever it
 * came. Safe for many threads.
 */
final class Lanes {
    private final int longest;
    private final Map<String, PriorityQueue<Job>> lanes = new HashMap<>();

    /** @param longest how many things of one person may wait */
    Lanes(int longest) {
        this.longest = longest;
    }

    private record Job(BigDecimal time, Runnable work) implements Comparable<Job> {
        @Override
        public int compareTo(Job other) {
            return time.compareTo(other.time);
        }
    }

    /**
     * Does something as soon as nothing is before it.
     *
     * @param work must not throw
     * @return false if too much waits already, so that it will not be done
     */
    boolean add(String person, BigDecimal time, Runnable work) {
        Job job = new Job(time, work);
        synchronized (lanes) {
            PriorityQueue<Job> waiting = lanes.get(person);
            if (waiting != null) {
                return waiting.size() < longest && waiting.add(job);
            }
            lanes.put(person, new PriorityQueue<>());
        }
        Thread.ofVirtual().name("parley-slack-message").start(() -> run(person, job));
        return true;
    }

    private void run(String person, Job first) {
        for (Job job = first; job != null; job = next(person)) {
            job.work().run();
        }
    }

    private @Nullable Job next(String person) {
        synchronized (lanes) {
            PriorityQueue<Job> waiting = lanes.get(person);
            Job job = waiting == null ? null : waiting.poll();
            if (job == null) {
                lanes.remove(person);
            }
            return job;
        }
    }
}
