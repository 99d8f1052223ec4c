package dev.parley.memory;

import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tasks of one owner, with those that were deleted, and the keys of the calls that added and deleted them. */
final class TaskList {
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final Map<TaskId, Long> numbers = new HashMap<>();
    private final Map<String, Long> adding = new HashMap<>();
    private final Map<String, Long> deleting = new HashMap<>();
    private long lastNumber;
    private int open;

    private record Entry(
            Task task,
            boolean deleted,
            @Nullable String addedWith,
            @Nullable String deletedWith) {}

    Optional<Task> addedWith(String key) {
        return Optional.ofNullable(adding.get(key)).map(number -> entry(number).task());
    }

    Optional<Task> deletedWith(String key) {
        return Optional.ofNullable(deleting.get(key))
                .map(number -> entry(number).task());
    }

    Task add(LongFunction<Task> making, int maximumOpen, @Nullable String key) {
        Task.requireRoom(open, maximumOpen);
        Task task = making.apply(lastNumber + 1);
        lastNumber++;
        entries.put(task.number(), new Entry(task, false, key, null));
        numbers.put(task.id(), task.number());
        if (key != null) {
            adding.put(key, task.number());
        }
        open += task.isDone() ? 0 : 1;
        return task;
    }

    Optional<Task> change(TaskReference which, UnaryOperator<Task> change, int maximumOpen) {
        Entry known = found(which);
        if (known == null) {
            return Optional.empty();
        }
        Task changed = change.apply(known.task());
        int reopened = (changed.isDone() ? 0 : 1) - (known.task().isDone() ? 0 : 1);
        if (reopened > 0) {
            Task.requireRoom(open, maximumOpen);
        }
        open += reopened;
        entries.put(changed.number(), new Entry(changed, false, known.addedWith(), null));
        return Optional.of(changed);
    }

    Optional<Task> delete(TaskReference which, @Nullable String key) {
        Entry known = found(which);
        if (known == null) {
            return Optional.empty();
        }
        Task task = known.task();
        open -= task.isDone() ? 0 : 1;
        entries.put(task.number(), new Entry(task, true, known.addedWith(), key));
        if (key != null) {
            deleting.put(key, task.number());
        }
        return Optional.of(task);
    }

    Optional<Task> find(TaskReference which) {
        return Optional.ofNullable(found(which)).map(Entry::task);
    }

    List<Task> all(@Nullable Boolean done) {
        return entries.values().stream()
                .filter(entry ->
                        !entry.deleted() && (done == null || entry.task().isDone() == done))
                .map(Entry::task)
                .toList();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Forgets a deleted task. */
    void remove(long number) {
        Entry gone = entries.remove(number);
        if (gone != null) {
            numbers.remove(gone.task().id());
            if (gone.addedWith() != null) {
                adding.remove(gone.addedWith());
            }
            if (gone.deletedWith() != null) {
                deleting.remove(gone.deletedWith());
            }
        }
    }

    private @Nullable Entry found(TaskReference which) {
        Long number = switch (which) {
            case TaskReference.ById byId -> numbers.get(byId.id());
            case TaskReference.ByNumber byNumber -> Long.valueOf(byNumber.number());
        };
        Entry entry = number == null ? null : entries.get(number);
        return entry == null || entry.deleted() ? null : entry;
    }

    private Entry entry(long number) {
        Entry entry = entries.get(number);
        if (entry == null) {
            throw new IllegalStateException("a key outlived its task " + number);
        }
        return entry;
    }
}
