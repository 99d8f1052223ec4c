package dev.parley.journal;

import dev.parley.application.port.EventJournal;
import dev.parley.domain.ChatException;
import java.nio.file.Path;

/**
 * Where a journal is kept and how large it may become.
 *
 * @param folder the folder, of one process at a time; made if it is not there
 * @param days how many days are kept, today included, 1 to {@value EventJournal#MAXIMUM_DAYS}
 * @param totalBytes most bytes of all files together, at least twice {@code partBytes}
 * @param partBytes from how many bytes on a day goes on in another file, at least 1,024
 * @param waitingEvents most events that may wait to be written, at least 1
 * @param waitingCharacters most characters of these events, roughly, at least 1,024
 */
public record JournalSettings(
        Path folder, int days, long totalBytes, long partBytes, int waitingEvents, long waitingCharacters) {

    /** @throws ChatException.Invalid naming the first value that is out of its range */
    public JournalSettings {
        within(1, days, EventJournal.MAXIMUM_DAYS, "days");
        within(1_024, partBytes, 1L << 40, "part_bytes");
        within(2 * partBytes, totalBytes, 1L << 50, "total_bytes");
        within(1, waitingEvents, 10_000_000, "waiting_events");
        within(1_024, waitingCharacters, 1L << 40, "waiting_characters");
    }

    /** 30 days, 1 GiB in parts of 64 MiB; 10,000 events with 16 Mi characters may wait. */
    public static JournalSettings in(Path folder) {
        return new JournalSettings(folder, 30, 1L << 30, 64L << 20, 10_000, 16L << 20);
    }

    public JournalSettings keeping(int daysKept, long bytesKept) {
        return new JournalSettings(folder, daysKept, bytesKept, partBytes, waitingEvents, waitingCharacters);
    }

    public JournalSettings inPartsOf(long bytes) {
        return new JournalSettings(folder, days, totalBytes, bytes, waitingEvents, waitingCharacters);
    }

    public JournalSettings waiting(int events, long characters) {
        return new JournalSettings(folder, days, totalBytes, partBytes, events, characters);
    }

    private static void within(long minimum, long value, long maximum, String name) {
        if (value < minimum || value > maximum) {
            throw ChatException.Invalid.field(name, "must be %d to %d, but is %d.".formatted(minimum, maximum, value));
        }
    }
}
