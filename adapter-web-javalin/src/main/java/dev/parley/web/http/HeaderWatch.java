package dev.parley.web.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose first request does not get complete: bytes that drip in keep an idle time-out from ever expiring.
 */
final class HeaderWatch implements Connection.Listener {
    private final Scheduler scheduler;
    private final Duration patience;

    HeaderWatch(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            scheduler.schedule(() -> closeIfNothingCame(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void closeIfNothingCame(Connection connection) {
        if (connection.getMessagesIn() == 0) {
            connection.getEndPoint().close();
        }
    }
}
