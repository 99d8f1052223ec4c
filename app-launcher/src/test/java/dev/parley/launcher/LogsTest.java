package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LogsTest {
    @Test
    void nobodyFillsTheLogWithMalformedRequests() {
        LoggerContext context = new LoggerContext();

        new Logs().configure(context);

        assertThat(context.getLogger("org.eclipse.jetty.http.HttpParser").isWarnEnabled())
                .isFalse();
        assertThat(context.getLogger("Javalin").isWarnEnabled()).isFalse();
        assertThat(context.getLogger("org.eclipse.jetty.server.Server").isWarnEnabled())
                .isTrue();
    }
}
