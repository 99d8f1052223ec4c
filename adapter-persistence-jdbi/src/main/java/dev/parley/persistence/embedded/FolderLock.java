package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to run a server on a folder: one holder at a time on this machine, given up by the end of its process. */
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
     * @param home the folder's real path
     * @throws EmbeddedPostgresException if it is held already
     */
    static FolderLock take(Path home) throws IOException {
        Path file = fileIn(home);
        if (!HELD.add(file)) {
            throw inUse(home, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw inUse(home, Files.readString(file).strip());
                }
                channel.truncate(0);
                channel.write(
                        StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
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

    static Path fileIn(Path home) {
        return home.resolve("postgres.lock");
    }

    private static EmbeddedPostgresException inUse(Path home, String holder) {
        return new EmbeddedPostgresException(
                "The data folder %s is in use by another Parley (process %s); stop that one or choose another folder."
                        .formatted(home, holder.isEmpty() ? "unknown" : holder));
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
