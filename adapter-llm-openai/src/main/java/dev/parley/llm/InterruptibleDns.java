package dev.parley.llm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Looks up names on a thread of its own, because the system's look-up can be neither interrupted nor limited and may hang for half a
 * minute when the network is down.
 */
final class InterruptibleDns implements Dns {
    private final Dns system;
    private final Duration limit;

    /** @param limit the longest time for one name */
    InterruptibleDns(Dns system, Duration limit) {
        this.system = system;
        this.limit = limit;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> system.lookup(host));
        // A platform thread: a look-up would keep a virtual thread's carrier busy.
        Thread.ofPlatform().daemon().name("parley-dns").start(lookup);
        try {
            return lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("Interrupted while looking up " + host);
        } catch (TimeoutException late) {
            throw new UnknownHostException("No address of " + host + " within " + limit);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
