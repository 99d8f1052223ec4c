package dev.parley.persistence.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * PostgreSQL's programs, unpacked.
 *
 * @param folder named by version and by the archive's checksum; whole, or it would not have its name
 */
record Programs(Path folder) {
    private static final String NAME = "postgresql-";
    private static final String UNFINISHED = "unfinished-";
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);
    private static final String VERSION_LINE = "# PostgreSQL ";

    /**
     * Unpacks the archive on the class path unless that has been done before. Several processes may do so at once.
     *
     * @throws EmbeddedPostgresException if the class path has no archive for this machine
     */
    static Programs unpackedIn(Path cache) throws IOException, InterruptedException {
        return unpackedIn(cache, ProgramArchive.forThisMachine());
    }

    static Programs unpackedIn(Path cache, ProgramArchive archive) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(cache).toRealPath();
        requirePlainName(folder);
        String checksum = archive.checksum();
        Optional<Path> present = find(folder, checksum);
        if (present.isPresent()) {
            return new Programs(present.get());
        }
        deleteAbandoned(folder);
        Path unfinished = Files.createTempDirectory(folder, UNFINISHED, OwnerOnly.FOLDER);
        try {
            archive.unpack(unfinished);
            writeOut(unfinished);
            Path finished = folder.resolve(NAME + new Programs(unfinished).majorVersion() + "-" + checksum);
            Programs programs = publish(unfinished, finished);
            FileTree.force(folder);
            return programs;
        } finally {
            FileTree.delete(unfinished);
        }
    }

    // They call each other by way of a shell, with their path in double quotes.
    private static void requirePlainName(Path folder) {
        if (folder.toString().chars().anyMatch(character -> "\"$`\\".indexOf(character) >= 0)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL does not run from the folder %s; choose one without \", $, ` and \\ in its name."
                            .formatted(folder));
        }
    }

    // A folder with a name must be whole even after a power failure. One call is far quicker than one per file.
    private static void writeOut(Path folder) throws IOException, InterruptedException {
        Command.Answer answer = Command.of("sh", "-c", "sync -f \"$1\" 2>/dev/null || sync", "sh", folder)
                .ask();
        if (!answer.succeeded()) {
            throw new IOException("sync failed: " + answer.text());
        }
    }

    private static Programs publish(Path unfinished, Path finished) throws IOException {
        try {
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException failed) {
            // Another process was faster; what it published is as good.
            if (!Files.isDirectory(finished)) {
                throw failed;
            }
        }
        return new Programs(finished);
    }

    private static void deleteAbandoned(Path folder) throws IOException {
        FileTime limit = FileTime.from(Instant.now().minus(ABANDONED_AFTER));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            for (Path path : found) {
                if (Files.getLastModifiedTime(path).compareTo(limit) < 0) {
                    FileTree.delete(path);
                }
            }
        }
    }

    private static Optional<Path> find(Path folder, String checksum) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, NAME + "*-" + checksum)) {
            for (Path path : found) {
                return Optional.of(path);
            }
            return Optional.empty();
        }
    }

    Path postgres() {
        return folder.resolve("bin/postgres");
    }

    Path initdb() {
        return folder.resolve("bin/initdb");
    }

    Path pgCtl() {
        return folder.resolve("bin/pg_ctl");
    }

    /** The version that data must have been made by, such as 18. */
    String majorVersion() throws IOException {
        try (BufferedReader catalog = Files.newBufferedReader(folder.resolve("share/postgresql/postgres.bki"))) {
            String line = catalog.readLine();
            if (line == null || !line.startsWith(VERSION_LINE)) {
                throw new IOException("no version in " + folder);
            }
            return line.substring(VERSION_LINE.length()).strip();
        }
    }
}
