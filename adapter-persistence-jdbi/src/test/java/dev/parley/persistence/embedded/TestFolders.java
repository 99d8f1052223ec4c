package dev.parley.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Settings for tests, which share the unpacked programs. */
final class TestFolders {
    private TestFolders() {}

    static EmbeddedPostgresSettings settings(Path directory) {
        return EmbeddedPostgresSettings.of(directory).withPrograms(Path.of("target", "postgres-programs"));
    }

    /** Settings for a folder with a database that has been used before, which is quicker than to make one. */
    static EmbeddedPostgresSettings used(Path directory) throws IOException {
        Path origin = Used.FOLDER;
        try (Stream<Path> paths = Files.walk(origin)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!path.equals(origin)) {
                    Path copy = directory.resolve(origin.relativize(path).toString());
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return settings(directory);
    }

    private static final class Used {
        static final Path FOLDER = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("parley-database-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                EmbeddedPostgres.start(settings(folder)).close();
                Files.delete(folder.resolve("postgres.log"));
                return folder;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private static void delete(Path folder) {
            try {
                FileTree.delete(folder);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
