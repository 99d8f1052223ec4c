package dev.parley.web.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows until when its client may keep it waiting. Every byte puts an idle time-out off, so bytes that drip in, or are
 * taken in drips, would keep a connection for ever:
 *
 * <ul>
 *   <li>the headers of each request have to be complete a while after their first byte, those of the first request a while after the
 *       connection was opened;
 *   <li>what is written has to be taken at a rate.
 * </ul>
 *
 * Bodies have time limits of their own where they are read. What becomes a WebSocket is watched by others.
 */
public final class WatchedEndPoint extends SocketChannelEndPoint {
    private static final long NEVER = 0;

    /** What every byte that was taken adds to the time for the others: 1 KiB per second. */
    private static final long TIME_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / 1024;

    private final long arrival;
    private final long stall;
    private volatile long headersBy;
    private volatile long takenBy = NEVER;
    private volatile boolean exchanging;

    /**
     * @param arrival how long headers may take to come
     * @param stall how long a client may take for what is written, beside what the bytes it took add
     */
    WatchedEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Duration arrival,
            Duration stall) {
        super(channel, selector, key, scheduler);
        this.arrival = arrival.toNanos();
        this.stall = stall.toNanos();
        this.headersBy = fromNow(this.arrival);
    }

    /** The headers of a request have come. */
    public void exchangeBegins() {
        exchanging = true;
        headersBy = NEVER;
    }

    /** The request is answered; another may come. */
    public void exchangeEnds() {
        exchanging = false;
    }

    /** Whether the client has kept the connection waiting for too long. */
    boolean isOverdue() {
        return getConnection() instanceof ConnectionMetaData && (isPast(headersBy) || isPast(takenBy));
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0 && headersBy == NEVER && !exchanging) {
            headersBy = fromNow(arrival);
        }
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = BufferUtil.remaining(buffers);
        boolean whole = super.flush(buffers);
        if (whole) {
            takenBy = NEVER;
        } else if (takenBy == NEVER) {
            takenBy = fromNow(stall);
        } else {
            long earlier = takenBy;
            takenBy = earlier + (before - BufferUtil.remaining(buffers)) * TIME_PER_BYTE;
        }
        return whole;
    }

    /** A point in time, never that which stands for none. */
    private static long fromNow(long nanos) {
        long time = System.nanoTime() + nanos;
        return time == NEVER ? 1 : time;
    }

    private static boolean isPast(long time) {
        return time != NEVER && System.nanoTime() - time > 0;
    }
}
