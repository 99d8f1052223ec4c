package dev.parley.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Listens to other nodes on a connection and a thread of its own; connects again when the connection is lost. */
final class HintReceiver implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HintReceiver.class.getName());
    private static final Duration BEFORE_RECONNECT = Duration.ofMillis(500);

    /** How long one wait for notifications may take; also how soon a dead connection is noticed. */
    private static final int WAIT_MILLIS = 5_000;

    private final DataSource source;
    private final UUID node;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;
    private @Nullable Thread thread;

    /** @param source gives connections that are not pooled */
    HintReceiver(DataSource source, UUID node) {
        this.source = source;
        this.node = node;
    }

    void start(PostgresEventBus bus) {
        thread = Thread.ofPlatform().daemon().name("parley-listen").start(() -> run(bus));
    }

    private void run(PostgresEventBus bus) {
        boolean deaf = false;
        while (!closed) {
            try (Connection listening = source.getConnection()) {
                connection = listening;
                try (Statement listen = listening.createStatement()) {
                    listen.execute("listen " + HintSender.CHANNEL);
                }
                if (deaf) {
                    LOG.log(System.Logger.Level.INFO, "other nodes can be heard again");
                    deaf = false;
                }
                // Also the first time: the node may have begun to serve before it listened.
                bus.gap();
                receive(listening, bus);
            } catch (SQLException | RuntimeException trouble) {
                if (!closed && !deaf) {
                    LOG.log(System.Logger.Level.WARNING, "cannot hear other nodes; connecting again", trouble);
                    deaf = true;
                }
                pause();
            }
        }
    }

    private void receive(Connection listening, PostgresEventBus bus) throws SQLException {
        PGConnection postgres = listening.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification[] notifications = postgres.getNotifications(WAIT_MILLIS);
            if (notifications == null || notifications.length == 0) {
                // Nothing for a while: ask, so that a connection that is dead without having said so is noticed.
                try (Statement alive = listening.createStatement()) {
                    alive.execute("select 1");
                }
                continue;
            }
            for (PGNotification notification : notifications) {
                hear(notification.getParameter(), bus);
            }
        }
    }

    private void hear(String payload, PostgresEventBus bus) {
        String[] lines = payload.split("\n", -1);
        if (lines[0].equals(node.toString())) {
            return;
        }
        for (int i = 1; i < lines.length; i++) {
            Hint.parse(lines[i]).ifPresent(bus::received);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BEFORE_RECONNECT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection listening = connection;
        if (listening != null) {
            try {
                listening.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                LOG.log(System.Logger.Level.DEBUG, "the listening connection was gone already", alreadyGone);
            }
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
