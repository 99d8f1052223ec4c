package dev.parley.web.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.SelectorManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections there may be: in all, and from one address. What is too much is closed as soon as it is accepted, before it has a
 * buffer or a thread. Trusted proxies speak for many and may have any number of their own. Safe for use by many threads.
 */
public final class ConnectionCap implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCap.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final int maximum;
    private final AddressLimit addresses;
    private final TrustedProxies proxies;
    private final Map<SelectableChannel, Place> places = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos());

    /** @param counted the address it counts for; null if it is exempt */
    private record Place(@Nullable InetAddress counted) {}

    /**
     * @param maximum most connections; 0 for any number
     * @param perAddress most connections from one address; 0 for any number
     */
    public ConnectionCap(int maximum, int perAddress, TrustedProxies proxies) {
        this.maximum = maximum;
        this.addresses = new AddressLimit(perAddress);
        this.proxies = proxies;
    }

    /** How many connections there are. */
    public int size() {
        return places.size();
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        if (taken.incrementAndGet() > maximum && maximum != 0) {
            taken.decrementAndGet();
            refuse(channel, "there are %d already".formatted(maximum));
            return;
        }
        InetAddress address = addressOf(channel);
        InetAddress counted = address == null || proxies.contains(address) ? null : address;
        if (counted != null && !addresses.enter(counted)) {
            taken.decrementAndGet();
            refuse(channel, counted.getHostAddress() + " has as many as it may have");
            return;
        }
        places.put(channel, new Place(counted));
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        leave(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        leave(channel);
    }

    /** Whatever the web server tells of the end of a connection, and however often, it leaves once. */
    private void leave(SelectableChannel channel) {
        Place place = places.remove(channel);
        if (place == null) {
            return;
        }
        taken.decrementAndGet();
        if (place.counted() != null) {
            addresses.leave(place.counted());
        }
    }

    private void refuse(SelectableChannel channel, String why) {
        try {
            channel.close();
        } catch (IOException gone) {
            LOG.debug("a connection that was refused could not be closed", gone);
        }
        long last = lastWarning.get();
        long now = System.nanoTime();
        if (now - last >= BETWEEN_WARNINGS.toNanos() && lastWarning.compareAndSet(last, now)) {
            LOG.warn("connections are refused: {}", why);
        }
    }

    private static @Nullable InetAddress addressOf(SelectableChannel channel) {
        try {
            return channel instanceof SocketChannel socket
                            && socket.getRemoteAddress() instanceof InetSocketAddress internet
                    ? internet.getAddress()
                    : null;
        } catch (IOException gone) {
            return null;
        }
    }
}
