package dev.parley.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import dev.parley.launcher.settings.LogFormat;
import dev.parley.launcher.settings.LogLevel;
import dev.parley.web.http.AccessLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up: all lines of Parley and its libraries go to the standard error, which leaves the standard output to people. Logback finds
 * this class as a service, so that not even a line before the settings are known goes elsewhere.
 */
public final class Logs extends ContextAwareBase implements Configurator {
    /** A line stays a line, whatever a client made it contain. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0}%replace( [%X]){' \\[\\]', ''} %replace(%msg){'[\\r\\n]+', ' | '}%n";

    /** Those that warn of what a client sent, sometimes word by word: it is told to the client, and anybody could fill the log with it. */
    private static final List<String> ABOUT_REQUESTS = List.of("org.eclipse.jetty.http.HttpParser", "Javalin");

    /** For logback; everybody else has {@link #configure(LogFormat, LogLevel)}. */
    public Logs() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, LogFormat.TEXT, LogLevel.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Replaces what was configured before. */
    static void configure(LogFormat format, LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        configure(context, format, level);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void configure(LoggerContext context, LogFormat format, LogLevel level) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(format, context));
        console.addFilter(new WithoutToldTwice());
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level == LogLevel.ERROR ? Level.ERROR : Level.WARN);
        context.getLogger("dev.parley").setLevel(Level.toLevel(level.name()));
        ABOUT_REQUESTS.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        // Whether there are such lines is a setting of its own.
        context.getLogger(AccessLog.LOGGER).setLevel(Level.INFO);
    }

    private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
        return switch (format) {
            case TEXT -> {
                PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern(PATTERN);
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithContext(false);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.setWithFormattedMessage(true);
                encoder.start();
                yield encoder;
            }
        };
    }

    /** Why the web server does not start is told to the person who started it, not to the log. */
    private static final class WithoutToldTwice extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getMessage().startsWith("Failed to start Javalin") ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }
}
