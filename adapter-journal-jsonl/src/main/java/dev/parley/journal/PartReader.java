package dev.parley.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** Counts the lines of one file, from where it stopped the time before. Confined to one thread. */
final class PartReader {
    /** Longer lines are not the journal's, or too long to be worth the memory. */
    static final int LONGEST_LINE = 32 << 20;

    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final LineReader lines = new LineReader();
    private long position;

    PartReader(Path file) {
        this.file = file;
    }

    /**
     * Counts all whole lines up to the end of the file as it is now.
     *
     * @param onBytes told after every piece how many more bytes were read
     */
    void read(Counts counts, LongConsumer onBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = channel.size();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long at = position;
            while (at < end) {
                chunk.clear().limit((int) Math.min(CHUNK, end - at));
                int read = channel.read(chunk, at);
                if (read < 0) {
                    break;
                }
                take(chunk.array(), read, line, at, counts);
                at += read;
                onBytes.accept(read);
            }
        }
    }

    private void take(byte[] bytes, int length, ByteArrayOutputStream line, long at, Counts counts) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                append(line, bytes, from, i);
                count(line, counts);
                from = i + 1;
                position = at + from;
            }
        }
        append(line, bytes, from, length);
    }

    private static void append(ByteArrayOutputStream line, byte[] bytes, int from, int to) {
        if (line.size() <= LONGEST_LINE) {
            line.write(bytes, from, to - from);
        }
    }

    private void count(ByteArrayOutputStream line, Counts counts) {
        if (line.size() > LONGEST_LINE) {
            counts.addUnreadable();
        } else if (line.size() > 0) {
            lines.read(line.toByteArray()).ifPresentOrElse(counts::add, counts::addUnreadable);
        }
        line.reset();
    }

    /** Whether something without an end is left: a torn line, if nobody writes the file. */
    boolean isTorn() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return position < channel.size();
        }
    }
}
