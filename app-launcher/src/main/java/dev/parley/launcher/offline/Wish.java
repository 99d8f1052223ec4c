package dev.parley.launcher.offline;

import org.jspecify.annotations.Nullable;

/** Something a user wants to be done that takes tools. */
sealed interface Wish {
    /** A new task. */
    record Add(String title) implements Wish {}

    /** @param done only those that are done, or only those that are open; null for all */
    record Show(@Nullable Boolean done) implements Wish {}

    /** @param change what is to become of the tasks */
    record Change(TaskChange change, TaskReference tasks) implements Wish {}

    /** @param title the new one */
    record Rename(TaskReference task, String title) implements Wish {}

    /** A choice out of the open tasks. */
    record ChooseTask() implements Wish {}

    /** A question back. */
    record AskMe(String about) implements Wish {}
}
