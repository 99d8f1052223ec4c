package dev.parley.memory;

import dev.parley.application.port.Page;
import dev.parley.application.port.TaskQuery;
import dev.parley.application.port.TaskStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps tasks in the memory of one process: a limited number, of which those that were deleted make room for new ones. */
final class InMemoryTaskStore implements TaskStore {
    /** How many tasks are held, those of all users together. */
    static final int MAXIMUM = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UserId, TaskList> lists = new HashMap<>();

    /** What was deleted and is still kept, the longest deleted first. */
    private final ArrayDeque<Deleted> deleted = new ArrayDeque<>();

    private final int maximum;
    private int held;

    /** @param maximum most tasks to hold */
    InMemoryTaskStore(int maximum) {
        this.maximum = maximum;
    }

    private record Deleted(UserId owner, long number, Instant at) {}

    @Override
    public Task add(UserId owner, LongFunction<Task> making, int maximumOpen, @Nullable String key) {
        return locked(() -> {
            TaskList known = lists.get(owner);
            Optional<Task> before = known == null || key == null ? Optional.empty() : known.addedWith(key);
            if (before.isPresent()) {
                return before.get();
            }
            if (held >= maximum) {
                makeRoom();
            }
            TaskList list = lists.computeIfAbsent(owner, unknown -> new TaskList());
            Task task = list.add(making, maximumOpen, key);
            held++;
            return task;
        });
    }

    @Override
    public Optional<Task> change(UserId owner, TaskReference task, UnaryOperator<Task> change, int maximumOpen) {
        return locked(() -> list(owner).change(task, change, maximumOpen));
    }

    @Override
    public Optional<Task> delete(UserId owner, TaskReference task, Instant now, @Nullable String key) {
        return locked(() -> {
            TaskList list = list(owner);
            Optional<Task> before = key == null ? Optional.empty() : list.deletedWith(key);
            if (before.isPresent()) {
                return before;
            }
            Optional<Task> found = list.delete(task, key);
            found.ifPresent(gone -> deleted.addLast(new Deleted(owner, gone.number(), now)));
            return found;
        });
    }

    @Override
    public Optional<Task> find(UserId owner, TaskReference task) {
        return locked(() -> list(owner).find(task));
    }

    @Override
    public Page<Task> page(TaskQuery query) {
        return locked(() -> {
            List<Task> all = list(query.owner()).all(query.done());
            return new Page<>(
                    all.stream().skip(query.offset()).limit(query.limit()).toList(),
                    all.size(),
                    query.limit(),
                    query.offset());
        });
    }

    @Override
    public int purge(Instant deletedBefore, int limit) {
        return locked(() -> {
            int purged = 0;
            while (purged < limit
                    && !deleted.isEmpty()
                    && deleted.getFirst().at().isBefore(deletedBefore)) {
                removeLongestDeleted();
                purged++;
            }
            return purged;
        });
    }

    private void makeRoom() {
        if (deleted.isEmpty()) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE,
                    "The server holds as many tasks as its memory is meant for; delete some, or try again later.",
                    Duration.ofMinutes(1));
        }
        removeLongestDeleted();
    }

    /** A list without tasks stays, since it knows which number is the next; but not if there are too many of them. */
    private void removeLongestDeleted() {
        Deleted gone = deleted.removeFirst();
        TaskList list = list(gone.owner());
        list.remove(gone.number());
        held--;
        if (list.isEmpty() && lists.size() > maximum) {
            lists.remove(gone.owner());
        }
    }

    /** What nobody has is empty, and not kept. */
    private TaskList list(UserId owner) {
        TaskList list = lists.get(owner);
        return list == null ? new TaskList() : list;
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
