package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections cost threads only while something happens. */
class ThreadsTest {
    @TempDir
    private Path folder;

    private int dumps;

    @Test
    void idleConnectionsHaveNoThreads() throws Exception {
        try (TestServer server = TestServer.start()) {
            RestClient alice = server.rest("alice");
            List<SocketClient> sockets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                SocketClient socket = server.socket("alice");
                for (int session = 0; session < 5; session++) {
                    socket.ask("join_session", "session_id", alice.newSession());
                }
                sockets.add(socket);
            }

            Awaitility.await().until(() -> threadsOf("parley-socket-") == 0);
            assertThat(server.server.openStreams()).isEqualTo(20);
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            server.ids.blockOnce(blocked, release);
            sockets.getFirst().send("{\"type\":\"start_session\",\"ref\":\"slow\"}");
            blocked.await();
            assertThat(threadsOf("parley-socket-")).isEqualTo(1);
            release.countDown();
            sockets.getFirst().until(frame -> frame.path("ref").asText().equals("slow"));
            for (SocketClient socket : sockets) {
                socket.close();
            }
        }
    }

    /** How many threads have a name that begins like this, virtual ones included. */
    private long threadsOf(String name) {
        Path dump = folder.resolve("dump-" + dumps++);
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (var lines = Files.lines(dump)) {
                return lines.filter(line -> line.contains("\"" + name)).count();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
