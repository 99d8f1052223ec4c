package dev.parley.launcher.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the journal of all events is kept.
 *
 * @param folder null for nowhere
 */
public record JournalChoice(@Nullable Path folder) {
    /** No journal. */
    public static final JournalChoice OFF = new JournalChoice(null);

    static JournalChoice parse(String text) {
        return text.equals("off") ? OFF : new JournalChoice(Parsers.path(text));
    }

    /** What is done unless something else was set: the embedded storage has a folder for it, others have none. */
    static JournalChoice usual(StorageChoice storage, Path dataFolder) {
        return storage instanceof StorageChoice.Embedded ? new JournalChoice(dataFolder.resolve("journal")) : OFF;
    }
}
