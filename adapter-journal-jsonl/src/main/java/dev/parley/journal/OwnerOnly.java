package dev.parley.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files and folders that nobody but the owner can open, not even for a moment, where the file system knows owners. */
final class OwnerOnly {
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<StandardOpenOption> READ_AND_WRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private OwnerOnly() {}

    /** Makes a folder and those above it unless they are there. */
    static void makeFolder(Path folder) throws IOException {
        if (knowsOwners(folder.getFileSystem())) {
            Files.createDirectories(folder, FOLDER);
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Opens a file, which is made if it is not there. */
    static FileChannel open(Path file) throws IOException {
        return knowsOwners(file.getFileSystem())
                ? FileChannel.open(file, READ_AND_WRITE, FILE)
                : FileChannel.open(file, READ_AND_WRITE);
    }

    private static boolean knowsOwners(FileSystem files) {
        return files.supportedFileAttributeViews().contains("posix");
    }
}
