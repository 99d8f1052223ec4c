package dev.parley.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a journal with their sizes, and how the oldest make room. Confined to one thread at a time. */
final class JournalFolder {
    private static final System.Logger LOG = System.getLogger(JournalFolder.class.getName());

    private final Path folder;
    private final int days;
    private final long totalBytes;
    private final NavigableMap<PartName, Long> sizes = new TreeMap<>();

    JournalFolder(Path folder, int days, long totalBytes) {
        this.folder = folder;
        this.days = days;
        this.totalBytes = totalBytes;
    }

    Path path(PartName name) {
        return folder.resolve(name.toString());
    }

    /** Looks what is there. */
    void scan() throws IOException {
        sizes.clear();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Optional<PartName> name = PartName.parse(file.getFileName().toString());
                if (name.isPresent() && Files.isRegularFile(file)) {
                    sizes.put(name.get(), Files.size(file));
                }
            }
        }
    }

    /** The files of a day and later ones, the oldest first, with their sizes. */
    NavigableMap<PartName, Long> since(LocalDate day) {
        return new TreeMap<>(sizes.tailMap(new PartName(day, 0), true));
    }

    /** The last file of a day, if there is any. */
    Optional<PartName> lastOf(LocalDate day) {
        return Optional.ofNullable(sizes.lowerKey(new PartName(day.plusDays(1), 0)))
                .filter(name -> name.day().equals(day));
    }

    long size(PartName name) {
        return sizes.getOrDefault(name, 0L);
    }

    void resized(PartName name, long size) {
        sizes.put(name, size);
    }

    /**
     * Removes what is too old, and the oldest files until there is room.
     *
     * @param open the file that is being written and stays; null if none is
     * @param needed bytes that are about to be written
     */
    void makeRoom(LocalDate today, @Nullable PartName open, long needed) {
        LocalDate oldestKept = today.minusDays(days - 1L);
        long total = sizes.values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<PartName, Long> file : since(LocalDate.MIN).entrySet()) {
            PartName oldest = file.getKey();
            boolean isDue = oldest.day().isBefore(oldestKept) || total + needed > totalBytes;
            if (!isDue || oldest.equals(open)) {
                return;
            }
            total -= file.getValue();
            sizes.remove(oldest);
            remove(oldest);
        }
    }

    private void remove(PartName name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "the old journal " + path(name) + " could not be removed", failure);
        }
    }
}
