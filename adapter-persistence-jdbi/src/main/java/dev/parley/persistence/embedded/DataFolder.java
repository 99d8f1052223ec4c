package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A database on the disk that no server runs on, its user's password, and as whom its server must run.
 *
 * @param data made by the same major version as the programs
 */
record DataFolder(Path data, String password, Programs programs, Account account) {
    static final String USER = "parley";

    private static final String UNFINISHED = "postgres.new-";
    private static final Duration INITIALISING_LIMIT = Duration.ofMinutes(2);
    private static final int PASSWORD_BYTES = 24;

    /**
     * Makes the database if there is none; stops the server that a killed process left behind.
     *
     * @param home locked by the caller
     * @param stopLimit the longest time for the orderly end of a server left behind
     */
    static DataFolder open(Path home, Programs programs, ServerLog log, Duration stopLimit)
            throws IOException, InterruptedException {
        Path data = home.resolve("postgres");
        Path passwordFile = home.resolve("postgres-password");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            return initialise(home, data, passwordFile, programs, log);
        }
        requireVersion(data, programs);
        String password = passwordIn(passwordFile)
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "The password of the database in %s is missing; restore the file %s."
                                .formatted(data, passwordFile)));
        Account account = Account.choose(Account.candidates(data), home, programs);
        account.own(data, passwordFile, log.file(), FolderLock.fileIn(home));
        DataFolder folder = new DataFolder(data, password, programs, account);
        Orphan.stop(folder, log, stopLimit);
        return folder;
    }

    private static void requireVersion(Path data, Programs programs) throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        String wanted = programs.majorVersion();
        if (!found.equals(wanted)) {
            throw new EmbeddedPostgresException(
                    ("The database in %s was made by PostgreSQL %s, but this is PostgreSQL %s;"
                                    + " convert it with pg_upgrade or choose another data folder.")
                            .formatted(data, found, wanted));
        }
    }

    // A database takes its name only when it is whole: what is left of a killed start is thrown away by the next one.
    private static DataFolder initialise(Path home, Path data, Path passwordFile, Programs programs, ServerLog log)
            throws IOException, InterruptedException {
        requireEmpty(data);
        deleteUnfinished(home);
        Path fresh = Files.createTempDirectory(home, UNFINISHED, OwnerOnly.FOLDER);
        String password = passwordOrNew(passwordFile);
        Account account = Account.choose(Account.candidates(home), home, programs);
        account.own(fresh, passwordFile, log.file(), FolderLock.fileIn(home));
        boolean made = account.command(
                        programs.initdb(),
                        "--pgdata=" + fresh,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF-8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions")
                .run(log, INITIALISING_LIMIT);
        if (!made) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL could not make a database in %s:%n%s".formatted(home, log.tail()));
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        FileTree.force(home);
        return new DataFolder(data, password, programs, account);
    }

    private static void deleteUnfinished(Path home) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(home, UNFINISHED + "*")) {
            for (Path path : found) {
                FileTree.delete(path);
            }
        } catch (DirectoryNotEmptyException busy) {
            // A program that a killed start left behind is still at work there; a later start deletes the folder.
        }
    }

    private static void requireEmpty(Path data) throws IOException {
        if (Files.exists(data)) {
            try (Stream<Path> content = Files.list(data)) {
                if (content.findAny().isPresent()) {
                    throw new EmbeddedPostgresException(("The folder %s is not empty, but it holds no database;"
                                    + " remove it or choose another data folder.")
                            .formatted(data));
                }
            }
        }
    }

    private static Optional<String> passwordIn(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(Files.readString(file).strip()).filter(password -> !password.isEmpty())
                : Optional.empty();
    }

    // A password that is there already may open a database that is only out of sight, on a disk not mounted.
    private static String passwordOrNew(Path file) throws IOException {
        Optional<String> present = passwordIn(file);
        if (present.isPresent()) {
            return present.get();
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().encodeToString(random);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.FILE)) {
            channel.write(ByteBuffer.wrap((password + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "DataFolder[data=%s, programs=%s, account=%s]".formatted(data, programs, account);
    }
}
