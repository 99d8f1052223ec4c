package dev.parley.persistence;

import dev.parley.application.port.Signal;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends hints to other nodes, all of a few milliseconds at once. What cannot be sent is dropped: hints are not the truth, and who listens
 * looks for itself from time to time.
 */
final class HintSender implements AutoCloseable {
    /** The channel of NOTIFY. */
    static final String CHANNEL = "parley";

    private static final System.Logger LOG = System.getLogger(HintSender.class.getName());

    /** PostgreSQL takes less than 8,000 bytes. */
    private static final int LONGEST_PAYLOAD = 7_900;

    private static final int MOST_SIGNALS = 10_000;
    private static final String NOTIFY = "select pg_notify(:channel, :payload)";

    private final Database database;
    private final UUID node;
    private final Duration pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Map<SessionId, Long> events = new LinkedHashMap<>();
    private final Map<MessageId, Signal.Drafted> drafts = new LinkedHashMap<>();
    private final List<Signal> signals = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;

    /**
     * @param node says who sends, so that a node does not listen to itself
     * @param pause the shortest time between two sendings
     */
    HintSender(Database database, UUID node, Duration pause) {
        this.database = database;
        this.node = node;
        this.pause = pause;
    }

    void start() {
        thread = Thread.ofVirtual().name("parley-notify").start(this::run);
    }

    void events(SessionId id, long upTo) {
        add(() -> events.merge(id, upTo, Math::max));
    }

    void signal(Signal signal) {
        add(() -> {
            if (signal instanceof Signal.Drafted drafted) {
                drafts.put(drafted.messageId(), drafted);
            } else if (signals.size() < MOST_SIGNALS) {
                signals.add(signal);
            }
        });
    }

    private void add(Runnable addition) {
        lock.lock();
        try {
            addition.run();
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                List<String> lines = take();
                if (lines.isEmpty()) {
                    return;
                }
                send(lines);
                Thread.sleep(pause);
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for something to send; empty when closed. */
    private List<String> take() throws InterruptedException {
        lock.lock();
        try {
            while (events.isEmpty() && drafts.isEmpty() && signals.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                filled.await();
            }
            List<String> lines = new ArrayList<>();
            events.forEach((id, upTo) -> lines.addAll(new Hint.Events(id, upTo).lines()));
            signals.forEach(signal -> lines.addAll(new Hint.Signalled(signal).lines()));
            drafts.values().forEach(drafted -> lines.addAll(new Hint.Signalled(drafted).lines()));
            events.clear();
            signals.clear();
            drafts.clear();
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private void send(List<String> lines) {
        try {
            List<String> payloads = payloads(lines);
            database.with(handle -> {
                for (String payload : payloads) {
                    handle.createQuery(NOTIFY)
                            .bind("channel", CHANNEL)
                            .bind("payload", payload)
                            .map((row, context) -> true)
                            .one();
                }
                return true;
            });
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "other nodes could not be told; they look for themselves", trouble);
        }
    }

    /** The lines, packed into as few payloads as they fit in; each begins with the node's id. */
    private List<String> payloads(List<String> lines) {
        List<String> payloads = new ArrayList<>();
        StringBuilder payload = new StringBuilder(node.toString());
        for (String line : lines) {
            if (payload.length() + 1 + line.length() > LONGEST_PAYLOAD) {
                payloads.add(payload.toString());
                payload.setLength(node.toString().length());
            }
            payload.append('\n').append(line);
        }
        payloads.add(payload.toString());
        return payloads;
    }

    /** Sends the rest and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
