package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The file that the server and the programs around it write to, readable by its owner only.
 *
 * @param start where the output begins that counts, in bytes
 */
record ServerLog(Path file, long start) {
    private static final long LARGEST_KEPT = 10_000_000;
    private static final int TAIL_BYTES = 8_000;
    private static final int TAIL_LINES = 20;

    /** Keeps what earlier starts wrote; moves it aside when it is large. */
    static ServerLog in(Path home) throws IOException {
        Path file = home.resolve("postgres.log");
        if (Files.exists(file) && Files.size(file) > LARGEST_KEPT) {
            Files.move(file, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.createFile(file, OwnerOnly.FILE);
        } catch (FileAlreadyExistsException kept) {
            return new ServerLog(file, Files.size(file));
        }
        return new ServerLog(file, 0);
    }

    /** The same file, from here on. */
    ServerLog fromHere() throws IOException {
        return new ServerLog(file, Files.size(file));
    }

    /** The last lines since the start; the reason itself where they cannot be read. */
    String tail() {
        try (FileChannel channel = FileChannel.open(file)) {
            long from = Math.max(start, channel.size() - TAIL_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
            channel.read(bytes, from);
            List<String> lines = StandardCharsets.UTF_8
                    .decode(bytes.flip())
                    .toString()
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
