package dev.parley.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends lines to the file of the day, and begins the next one when it is full or the day is over. Confined to one thread at a time. */
final class PartWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PartWriter.class.getName());

    private final JournalFolder folder;
    private final long partBytes;
    private @Nullable FileChannel channel;
    private @Nullable PartName name;
    private long size;

    PartWriter(JournalFolder folder, long partBytes) {
        this.folder = folder;
        this.partBytes = partBytes;
    }

    /**
     * Appends lines, each with its end.
     *
     * @return how many were written; fewer than all if the disk is full or otherwise fails, which is logged
     */
    int write(LocalDate today, List<byte[]> lines) {
        int from = 0;
        try {
            while (from < lines.size()) {
                FileChannel target = openFor(today, lines.get(from).length);
                int to = from;
                long bytes = 0;
                while (to < lines.size() && (to == from || size + bytes + lines.get(to).length <= partBytes)) {
                    bytes += lines.get(to).length;
                    to++;
                }
                folder.makeRoom(today, name, bytes);
                append(target, lines.subList(from, to), bytes);
                from = to;
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, "the journal cannot be written; events are missing in it", failure);
            close();
        }
        return from;
    }

    private void append(FileChannel target, List<byte[]> lines, long bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes));
        lines.forEach(buffer::put);
        buffer.flip();
        long before = size;
        try {
            writeAll(target, buffer);
        } catch (IOException failure) {
            // What was not written whole must not be counted when it is read; if this fails too, a torn line remains.
            target.truncate(before);
            throw failure;
        }
    }

    private void writeAll(FileChannel target, ByteBuffer buffer) throws IOException {
        PartName current = name;
        while (buffer.hasRemaining()) {
            size += target.write(buffer, size);
            if (current != null) {
                folder.resized(current, size);
            }
        }
    }

    /** The file to write to: the one that is open, unless it is of another day or too full for one more line. */
    private FileChannel openFor(LocalDate today, long line) throws IOException {
        FileChannel open = channel;
        PartName current = name;
        if (open != null && current != null && current.day().equals(today) && hasRoomFor(line)) {
            return open;
        }
        close();
        folder.scan();
        PartName last = folder.lastOf(today).orElse(new PartName(today, 0));
        FileChannel opened = open(last);
        if (!hasRoomFor(line)) {
            close();
            opened = open(last.next());
        }
        return opened;
    }

    private boolean hasRoomFor(long line) {
        return size == 0 || size + line <= partBytes;
    }

    private FileChannel open(PartName next) throws IOException {
        FileChannel opened = OwnerOnly.open(folder.path(next));
        channel = opened;
        name = next;
        size = opened.size();
        folder.resized(next, size);
        if (isTorn(opened)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the last line of {0} is torn, as after a crash; statistics leave it out",
                    folder.path(next));
            writeAll(opened, ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    private boolean isTorn(FileChannel opened) throws IOException {
        if (size == 0) {
            return false;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        opened.read(last, size - 1);
        return last.get(0) != '\n';
    }

    /** The file that is being written; null if none is. */
    @Nullable
    PartName current() {
        return name;
    }

    /** Lets go of the file; the next write opens it again. */
    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        name = null;
        size = 0;
        if (open != null) {
            try {
                open.close();
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.WARNING, "a file of the journal could not be closed", failure);
            }
        }
    }
}
