package dev.parley.launcher.offline;

/** What can become of a task, and the tool that does it. */
enum TaskChange {
    COMPLETE("complete_task", "is done"),
    REOPEN("update_task", "is open again"),
    DELETE("delete_task", "is deleted");

    private final String tool;
    private final String outcome;

    TaskChange(String tool, String outcome) {
        this.tool = tool;
        this.outcome = outcome;
    }

    String tool() {
        return tool;
    }

    /** The end of a sentence that begins with a task. */
    String outcome() {
        return outcome;
    }
}
