package dev.parley.llm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The data of server-sent events (WHATWG HTML, section 9.2), one after the other. The client library's own reader is not used because
 * it hides the closing {@code [DONE]} and takes {@code "error": null} for an error.
 */
final class EventStream {
    private static final int LONGEST = 4 << 20;

    private final BufferedReader reader;
    private boolean afterCarriageReturn;

    EventStream(InputStream stream) {
        reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
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
        StringBuilder line = new StringBuilder();
        for (int unit = reader.read(); unit >= 0; unit = reader.read()) {
            boolean secondHalf = afterCarriageReturn && unit == '\n';
            afterCarriageReturn = unit == '\r';
            if (secondHalf) {
                continue;
            }
            if (unit == '\r' || unit == '\n') {
                return line.toString();
            }
            line.append((char) unit);
            if (line.length() > LONGEST) {
                throw new IOException("A line is too long");
            }
        }
        return line.isEmpty() ? null : line.toString();
    }
}
