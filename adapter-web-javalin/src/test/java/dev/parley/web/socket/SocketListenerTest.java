package dev.parley.web.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.support.LogLines;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

class SocketListenerTest {
    private final List<String> closes = new ArrayList<>();

    /** A connection that notes how it is closed. */
    private final Session session = (Session) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closes.add(Arrays.asList(arguments).subList(0, 2).toString());
                }
                return null;
            });

    @Test
    void whyAConnectionCannotBeOpenedIsForTheLogOnly() {
        try (LogLines log = LogLines.ofTroubles()) {
            // Without services nothing works, and everything that happens is a defect.
            new SocketListener(null, null).onWebSocketOpen(session);

            assertThat(closes).containsExactly("[1011, reconnect]");
            assertThat(log.troubles()).singleElement().asString().contains("NullPointerException");
        }
    }
}
