package dev.parley.tools;

import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events (WHATWG HTML, section 9.2), of which messages are the ones that count. Not safe for many threads. */
final class EventReader {
    private final BufferedSource source;
    private @Nullable String lastId;

    EventReader(BufferedSource source) {
        this.source = source;
    }

    @Nullable
    String lastId() {
        return lastId;
    }

    /**
     * The data of the next message; null at the end of the stream.
     *
     * @throws WireException if it is too large
     */
    @Nullable
    String next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean message = true;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (message && !data.toString().isBlank()) {
                    return data.toString();
                }
                data.setLength(0);
                message = true;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "data" -> {
                    data.append(data.isEmpty() ? "" : "\n").append(value);
                    if (data.length() > Wire.LARGEST_MESSAGE) {
                        throw HttpWire.tooLarge();
                    }
                }
                case "event" -> message = value.isEmpty() || value.equals("message");
                case "id" -> lastId = headerSafe(value) ? value : lastId;
                default -> {
                    // Comments and what is not known.
                }
            }
        }
        return null;
    }

    private static boolean headerSafe(String id) {
        return id.length() <= 500 && id.chars().allMatch(unit -> unit >= ' ' && unit <= '~');
    }

    private @Nullable String line() throws IOException {
        long end = source.indexOf((byte) '\n', 0, Wire.LARGEST_MESSAGE);
        if (end < 0) {
            if (source.request(Wire.LARGEST_MESSAGE)) {
                throw HttpWire.tooLarge();
            }
            return null;
        }
        String line = source.readUtf8(end);
        source.skip(1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
