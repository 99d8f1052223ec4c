package dev.parley.journal;

import dev.parley.application.port.JournalProgress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** One counting of files, from their beginning and then of what was added to them. Confined to one thread. */
final class Rebuild {
    private final Counts counts;
    private final int days;
    private final Function<PartName, Path> paths;
    private final Consumer<JournalProgress> onProgress;
    private final NavigableMap<PartName, PartReader> readers = new TreeMap<>();
    private long bytes;
    private long bytesRead;
    private int filesRead;

    /** @param counts what is counted into; empty */
    Rebuild(Counts counts, int days, Function<PartName, Path> paths, Consumer<JournalProgress> onProgress) {
        this.counts = counts;
        this.days = days;
        this.paths = paths;
        this.onProgress = onProgress;
    }

    Counts counts() {
        return counts;
    }

    /** Reads all files for the first time. */
    void readAll(Map<PartName, Long> sizes) throws IOException {
        bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
        sizes.keySet().forEach(this::reader);
        onProgress.accept(progress());
        for (PartReader reader : readers.values()) {
            read(reader, true);
            filesRead++;
            onProgress.accept(progress());
        }
    }

    /**
     * Reads what was added since: to the file that was the last one, and in newer ones. Quietly, since it may be done under a lock.
     *
     * @return how many bytes there were
     */
    long readOn(Iterable<PartName> files) throws IOException {
        long before = bytesRead;
        PartName last = readers.isEmpty() ? null : readers.lastKey();
        for (PartName file : files) {
            if (last == null || file.compareTo(last) >= 0) {
                read(reader(file), false);
            }
        }
        filesRead = readers.size();
        return bytesRead - before;
    }

    private PartReader reader(PartName file) {
        return readers.computeIfAbsent(file, name -> new PartReader(paths.apply(name)));
    }

    private void read(PartReader reader, boolean tell) throws IOException {
        try {
            reader.read(counts, read -> {
                bytesRead += read;
                if (tell) {
                    onProgress.accept(progress());
                }
            });
        } catch (NoSuchFileException removed) {
            // It made room for newer ones meanwhile.
        }
    }

    /** Counts lines that have no end, now that nobody writes. */
    void countTorn() throws IOException {
        for (PartReader reader : readers.values()) {
            try {
                if (reader.isTorn()) {
                    counts.addUnreadable();
                }
            } catch (NoSuchFileException removed) {
                // So it has no torn line either.
            }
        }
    }

    /** Tells the last progress. */
    JournalProgress end() {
        JournalProgress last = progress();
        onProgress.accept(last);
        return last;
    }

    private JournalProgress progress() {
        return new JournalProgress(
                days, readers.size(), filesRead, bytes, bytesRead, counts.lines(), counts.unreadable());
    }
}
