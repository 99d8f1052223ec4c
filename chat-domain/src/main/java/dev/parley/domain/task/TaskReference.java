package dev.parley.domain.task;

/** How somebody names a task of theirs. */
public sealed interface TaskReference {
    /** By its id, as programs do. */
    record ById(TaskId id) implements TaskReference {}

    /** By its number, as people do: "done with 2". */
    record ByNumber(long number) implements TaskReference {}

    static TaskReference of(TaskId id) {
        return new ById(id);
    }

    static TaskReference of(long number) {
        return new ByNumber(number);
    }
}
