package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryStorage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node with its metrics. */
@Timeout(60)
class NodeMetricsTest {
    private final PrometheusMetrics metrics =
            new PrometheusMetrics(new ModelLabels("parley", "scripted", Set::of), "1.2.3");
    private final AtomicInteger queries = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean silent;
    private volatile boolean interrupted;
    private Parley parley;

    @BeforeEach
    void open() {
        parley = Parley.builder()
                .storage(counting(InMemoryStorage.open()))
                .model(new ScriptedModel())
                .telemetry(metrics.telemetry())
                .build();
    }

    @AfterEach
    void close() {
        never.countDown();
        parley.close();
        metrics.close();
    }

    private Storage counting(Storage storage) {
        SessionStore store = (SessionStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("sessionsByStatus")) {
                        queries.incrementAndGet();
                        if (silent) {
                            awaitInterrupt();
                        }
                    }
                    try {
                        return method.invoke(storage.sessions(), arguments);
                    } catch (InvocationTargetException refusal) {
                        throw refusal.getCause();
                    }
                });
        return storage.withSessions(store);
    }

    private void awaitInterrupt() {
        try {
            never.await();
        } catch (InterruptedException cut) {
            interrupted = true;
        }
    }

    private String text() {
        return metrics.read(null).text();
    }

    @Test
    void nodeShowsWhatItDoes() throws InterruptedException {
        Caller alice = Caller.of("alice-in-wonderland");
        var session = parley.sessions().start(alice, StartSession.PLAIN).session();
        parley.conversations().ask(alice, session.id(), "What is the secret of the rabbit?");
        metrics.watch(parley);
        metrics.watchConnections(transport -> transport.ordinal() + 4);
        metrics.watchDatabase(() -> new PoolReading(3, 7, 2, 10));

        await().untilAsserted(() -> assertThat(text().lines())
                .contains(
                        "parley_turns_total{status=\"completed\"} 1.0",
                        "parley_turns_running 0.0",
                        "parley_sessions{status=\"active\"} 1.0",
                        "parley_sessions{status=\"paused\"} 0.0",
                        "parley_sessions_live 0.0",
                        "parley_feedback_pending{channel=\"web\"} 0.0",
                        "parley_deliveries_pending{channel=\"email\"} 0.0",
                        "parley_model_ready 1.0",
                        "parley_telemetry_dropped_total 0.0",
                        "parley_connections{transport=\"websocket\"} 4.0",
                        "parley_connections{transport=\"sse\"} 5.0",
                        "parley_database_connections{state=\"active\"} 3.0",
                        "parley_database_connections{state=\"idle\"} 7.0",
                        "parley_database_connections_max 10.0",
                        "parley_database_connections_waiting 2.0"));
        assertThat(text())
                .contains("gen_ai_request_model=\"scripted\"")
                .doesNotContain("alice", "rabbit", session.id().toString())
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
    }

    @Test
    void readingAsksTheStorageOnceHoweverOftenItIsRead() {
        metrics.watch(parley);
        await().until(() -> text().contains("parley_sessions{status=\"active\"} 0.0"));

        for (int i = 0; i < 200; i++) {
            metrics.read(null);
        }

        assertThat(queries).hasValue(1);
    }

    @Test
    void storageThatIsSilentHoldsNoReaderUp() {
        silent = true;
        metrics.watch(parley);
        await().until(() -> queries.get() == 1);

        assertThat(text()).contains("parley_sessions{status=\"active\"} NaN", "parley_turns_running 0.0");
    }

    @Test
    void storageIsAskedAgainWhenSomebodyReads() {
        QueriedGauges gauges = new QueriedGauges(parley.statistics(), Duration.ofMillis(1));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        gauges.register(registry);
        await().until(() -> queries.get() == 1);
        Gauge pending = registry.get("parley.feedback.pending").gauge();

        await().until(() -> {
            pending.value();
            return queries.get() >= 3;
        });
        gauges.close();
    }

    @Test
    void queryInProgressIsNotCutOffAtTheEnd() {
        silent = true;
        metrics.watch(parley);
        await().until(() -> queries.get() == 1);

        metrics.close();

        assertThat(interrupted).isFalse();
    }
}
