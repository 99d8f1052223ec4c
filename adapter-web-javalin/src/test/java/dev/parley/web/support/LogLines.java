package dev.parley.web.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while it is open. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String OURS = "dev.parley";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    private LogLines() {}

    /** Everything of Parley, and of libraries what a server shows that is asked for the most. */
    public static LogLines open() {
        LogLines lines = ofTroubles();
        lines.root.setLevel(Level.INFO);
        logger(OURS).setLevel(Level.TRACE);
        return lines;
    }

    /** What somebody has to look after. */
    public static LogLines ofTroubles() {
        LogLines lines = new LogLines();
        lines.setContext(lines.root.getLoggerContext());
        lines.start();
        lines.root.addAppender(lines);
        return lines;
    }

    /** With their exceptions and what they are marked with. */
    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Those that somebody has to look after. */
    public List<String> troubles() {
        return lines.stream()
                .filter(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
        String failure =
                event.getThrowableProxy() == null ? "" : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        lines.add("%s %s %s %s %s%s"
                .formatted(
                        event.getLevel(),
                        event.getLoggerName(),
                        event.getThreadName(),
                        event.getMDCPropertyMap(),
                        event.getFormattedMessage(),
                        failure));
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        logger(OURS).setLevel(null);
        stop();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
