package dev.parley.llm;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The data of server-sent events (WHATWG HTML, section 9.2), one after the other. The client library's own reader is not used because
 * it hides the closing {@code [DONE]} and takes {@code "error": null} for an error.
 */
final class EventStream {
    private static final int LONGEST = 4 << 20;

    private final Reader reader;
    private final char[] read = new char[8 * 1024];
    private int next;
    private int end;
    private boolean afterCarriageReturn;

    EventStream(InputStream stream) {
        reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    /**
     * @return the next event's data; null at the end of the stream, where an event without the closing empty line does not count
     * @throws IOException if reading fails or an event is longer than any real one
     */
    @Nullable
    String next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty() && any) {
                return data.toString();
            }
            if (line.equals("data") || line.startsWith("data:")) {
                data.append(any ? "\n" : "").append(value(line));
                any = true;
            }
            if (data.length() > LONGEST) {
                throw new IOException("An event is too long");
            }
        }
        return null;
    }

    private static String value(String line) {
        String value = line.length() > 5 ? line.substring(5) : "";
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** A line without its end, which is CR, LF or both. */
    private @Nullable String line() throws IOException {
        StringBuilder begun = null;
        while (next < end || fill()) {
            if (afterCarriageReturn && read[next] == '\n') {
                next++;
            }
            afterCarriageReturn = false;
            int start = next;
            while (next < end && read[next] != '\r' && read[next] != '\n') {
                next++;
            }
            boolean isWhole = next < end;
            String part = new String(read, start, next - start);
            if (isWhole) {
                afterCarriageReturn = read[next] == '\r';
                next++;
                return begun == null ? part : begun.append(part).toString();
            }
            begun = begun == null ? new StringBuilder(part) : begun.append(part);
            if (begun.length() > LONGEST) {
                throw new IOException("A line is too long");
            }
        }
        return begun == null || begun.isEmpty() ? null : begun.toString();
    }

    /** Takes in what has arrived, waiting for it if nothing has; false at the end of the stream. */
    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, reader.read(read));
        return end > 0;
    }
}
