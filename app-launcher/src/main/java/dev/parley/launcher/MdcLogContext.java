package dev.parley.launcher;

import dev.parley.application.port.LogContext;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;

/** Marks log lines by the diagnostic context of SLF4J, where the web server's marks are already. */
final class MdcLogContext implements LogContext {
    @Override
    public Map<String, String> marks() {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return marks == null ? Map.of() : marks;
    }

    @Override
    public Scope mark(Map<String, String> marks) {
        Map<String, String> before = marks();
        Map<String, String> all = new HashMap<>(before);
        all.putAll(marks);
        MDC.setContextMap(all);
        return () -> MDC.setContextMap(before);
    }
}
