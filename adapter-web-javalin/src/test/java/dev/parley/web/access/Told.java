package dev.parley.web.access;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What somebody was told who tried something, whichever way.
 *
 * @param status that of HTTP, or the one it would have there
 * @param code that of the error; empty if it is none
 * @param text all that was said, each frame in a line of its own
 * @param headers their values by their names in lower case; none over WebSocket
 * @param streams whether it came as a stream of events
 */
record Told(int status, String code, String text, Map<String, List<String>> headers, boolean streams) {
    Told {
        headers = new TreeMap<>(headers);
    }

    /** Without what differs from one answer to the next, whatever is asked. */
    Told comparable() {
        Map<String, List<String>> same = new TreeMap<>(headers);
        same.keySet().removeIf(Told::varies);
        String words = text.lines()
                .filter(line -> !line.startsWith("{\"type\":\"notice\""))
                .collect(Collectors.joining("\n"))
                .replaceAll("\"correlation_id\":\"[^\"]*\"", "\"correlation_id\":…");
        return new Told(status, code, words, same, streams);
    }

    private static boolean varies(String header) {
        return header.equals("date") || header.equals("x-correlation-id") || header.contains("ratelimit");
    }
}
