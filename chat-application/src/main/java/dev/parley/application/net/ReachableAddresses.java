package dev.parley.application.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Which addresses a URL that somebody gave may lead to: those of the public internet, others only if that is allowed. A name is looked up
 * once, and what was looked up is what has to be connected to, since the next look-up may find something else. Safe for many threads.
 */
public final class ReachableAddresses {
    private static final long LOOKUP_SECONDS = 10;

    private final Function<String, List<InetAddress>> lookup;

    /** What became of a look-up. */
    public sealed interface Result {}

    /**
     * These may be connected to, and no others.
     *
     * @param addresses at least one
     */
    public record Found(List<InetAddress> addresses) implements Result {
        public Found {
            addresses = List.copyOf(addresses);
        }
    }

    /** At least one address is not on the public internet, and that is not allowed. */
    public record NotPublic() implements Result {}

    /** There is no such name, or nobody could say so in ten seconds. */
    public record Unknown() implements Result {}

    /** @param lookup gives the addresses of a name, none if there is no such name */
    public ReachableAddresses(Function<String, List<InetAddress>> lookup) {
        this.lookup = lookup;
    }

    /** Those that this machine knows names by. */
    public static ReachableAddresses bySystem() {
        return new ReachableAddresses(ReachableAddresses::knownToTheSystem);
    }

    private static List<InetAddress> knownToTheSystem(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /**
     * Looks up a host.
     *
     * @param host a name or an address, an IPv6 address in brackets or without
     * @param privateToo whether addresses that are not on the public internet are allowed
     */
    public Result of(String host, boolean privateToo) throws InterruptedException {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        List<InetAddress> addresses = lookedUp(bare);
        if (addresses.isEmpty()) {
            return new Unknown();
        }
        return privateToo || addresses.stream().allMatch(ReachableAddresses::isPublic)
                ? new Found(addresses)
                : new NotPublic();
    }

    /** On a thread of its own: the system's look-up can be neither interrupted nor limited. */
    private List<InetAddress> lookedUp(String host) throws InterruptedException {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> lookup.apply(host));
        Thread.ofPlatform().daemon().name("parley-dns").start(task);
        try {
            return task.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return List.of();
        }
    }

    /** Whether an address is one that anybody on the internet can mean (the registries of RFC 6890, and what embeds IPv4 in IPv6). */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes);
    }

    private static boolean isPublicV4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        boolean reserved = first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !reserved;
    }

    private static boolean isPublicV6(byte[] bytes) {
        if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) {
            // IPv4-compatible and IPv4-mapped ones, should they come as IPv6.
            return startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF) && isPublicV4(tail(bytes, 12));
        }
        if (startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B)) {
            return startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0) && isPublicV4(tail(bytes, 12));
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return isPublicV4(tail(bytes, 2));
        }
        boolean special = startsWith(bytes, 0x20, 0x01, 0x0D, 0xB8)
                || (startsWith(bytes, 0x20, 0x01) && (bytes[2] & 0xFE) == 0)
                || (startsWith(bytes, 0x3F, 0xFF) && (bytes[2] & 0xF0) == 0);
        // Global unicast is 2000::/3; unique local, discard-only and others are outside.
        return (bytes[0] & 0xE0) == 0x20 && !special;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, from + 4);
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
