package dev.parley.launcher;

import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The secret that signs tokens where none is configured: made once and kept in a file that only its owner can read. */
final class KeptSecret {
    static final String FILE = "jwt-secret";

    private static final int RANDOM_BYTES = 48;
    private static final int LONGEST = 1024;
    private static final Set<OpenOption> OPENING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private KeptSecret() {}

    /**
     * The secret in this folder. Of several processes that come first at once, one makes it and all get the same.
     *
     * @param random must be cryptographically strong
     * @throws LaunchException if the file cannot be made or read
     */
    static TokenSecret in(Path folder, RandomGenerator random) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder, readableByOwner(folder, "rwx------"));
            // The lock is taken on the file itself: whoever finds it empty is the first.
            try (FileChannel channel = FileChannel.open(file, OPENING, readableByOwner(folder, "rw-------"));
                    FileLock lock = channel.lock()) {
                return channel.size() == 0 ? write(channel, random) : read(channel, file);
            }
        } catch (IOException failure) {
            throw new LaunchException(
                    "The secret that signs tokens cannot be kept in %s (%s); set PARLEY_JWT_SECRET, or PARLEY_DATA_DIR to a folder that can be written."
                            .formatted(file, reason(failure)));
        }
    }

    /**
     * A new secret that is not kept.
     *
     * @param random must be cryptographically strong
     */
    static TokenSecret made(RandomGenerator random) {
        return TokenSecret.of(text(random));
    }

    /**
     * The secret that a server has kept in this folder; empty if none has.
     *
     * @throws LaunchException if the file cannot be read
     */
    static Optional<TokenSecret> find(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.size() == 0 ? Optional.empty() : Optional.of(read(channel, file));
        } catch (IOException failure) {
            throw new LaunchException(
                    "The secret that signs tokens cannot be read from %s (%s); give a token with --token or PARLEY_TOKEN."
                            .formatted(file, reason(failure)));
        }
    }

    private static String text(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static TokenSecret write(FileChannel channel, RandomGenerator random) throws IOException {
        String text = text(random);
        ByteBuffer line = StandardCharsets.US_ASCII.encode(text + "\n");
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(true);
        return TokenSecret.of(text);
    }

    private static TokenSecret read(FileChannel channel, Path file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LONGEST);
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // Reads on until the end.
        }
        String text = StandardCharsets.UTF_8.decode(content.flip()).toString().strip();
        try {
            return TokenSecret.of(text);
        } catch (IllegalArgumentException tooShort) {
            throw new LaunchException(
                    "%s does not hold a secret that signs tokens; delete it, and a new one is made.".formatted(file));
        }
    }

    private static FileAttribute<?>[] readableByOwner(Path folder, String permissions) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return reason != null ? reason : failure.getClass().getSimpleName();
    }
}
