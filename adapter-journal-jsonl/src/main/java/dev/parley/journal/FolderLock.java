package dev.parley.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to write a journal in a folder: one holder at a time on this machine, given up by the end of its process. */
final class FolderLock implements AutoCloseable {
    // A file's lock belongs to the whole process, and closing any channel of the file gives it up. So this process must
    // not even open a file whose lock it holds.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param folder its real path
     * @throws UnusableJournalException if it is held already
     */
    static FolderLock take(Path folder) throws IOException {
        Path file = folder.resolve("journal.lock");
        if (!HELD.add(file)) {
            throw inUse(folder);
        }
        try {
            FileChannel channel = OwnerOnly.open(file);
            try {
                if (channel.tryLock() == null) {
                    throw inUse(folder);
                }
                return new FolderLock(file, channel);
            } catch (Throwable failed) {
                channel.close();
                throw failed;
            }
        } catch (Throwable failed) {
            HELD.remove(file);
            throw failed;
        }
    }

    private static UnusableJournalException inUse(Path folder) {
        return new UnusableJournalException(
                "The journal's folder %s is in use by another Parley; give each node a folder of its own."
                        .formatted(folder));
    }

    @Override
    public void close() {
        // A second call must not touch what another holder may have taken in the meantime.
        if (channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // The end of this process gives the lock up.
            } finally {
                HELD.remove(file);
            }
        }
    }
}
