package dev.parley.web.connection;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Takes connections in and closes those that keep it waiting: one look at all of them, now and then, by one thread. */
public final class WatchedConnector extends ServerConnector {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Duration arrival;
    private final Duration stall;

    /**
     * @param arrival how long the headers of a request may take to come
     * @param stall how long a client may take for what is written, beside what the bytes it took add
     */
    public WatchedConnector(Server server, ConnectionFactory http, Duration arrival, Duration stall) {
        super(server, http);
        this.arrival = arrival;
        this.stall = stall;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        WatchedEndPoint endPoint = new WatchedEndPoint(channel, selector, key, getScheduler(), arrival, stall);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookAgain();
    }

    private void look() {
        try {
            for (EndPoint endPoint : getConnectedEndPoints()) {
                if (endPoint instanceof WatchedEndPoint watched && watched.isOverdue()) {
                    // An exception of this kind fails who writes or reads there and is no news to anybody's log.
                    watched.close(new EofException("the client kept the connection waiting"));
                }
            }
        } finally {
            lookAgain();
        }
    }

    private void lookAgain() {
        Duration shorter = arrival.compareTo(stall) < 0 ? arrival : stall;
        Duration quarter = shorter.dividedBy(4);
        Duration pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        if (isRunning() || isStarting()) {
            getScheduler().schedule(this::look, Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
        }
    }
}
