package dev.parley.web.connection;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose word counts for where a request comes from and whether it came over TLS: their {@code X-Forwarded-For} and {@code
 * X-Forwarded-Proto}. What anybody else says there is ignored, and so are all other headers of that kind, {@code Forwarded} (RFC 7239)
 * among them: one thing said in two ways can be said in two different ways.
 */
public record TrustedProxies(List<AddressRange> ranges) {
    /** Nobody's word counts. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    /** {@code 192.0.2.1:80}, {@code [2001:db8::1]:80} and {@code [2001:db8::1]}. */
    private static final Pattern WITH_PORT =
            Pattern.compile("\\[([^\\]]*:[^\\]]*)](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}");

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /**
     * @param texts addresses and ranges, such as {@code 127.0.0.1}, {@code 10.0.0.0/8} and {@code fd00::/8}
     * @throws IllegalArgumentException naming the first that is neither
     */
    public static TrustedProxies parse(Collection<String> texts) {
        return new TrustedProxies(texts.stream().map(AddressRange::parse).toList());
    }

    public boolean contains(InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The client of a request.
     *
     * @param peer who sent it to us
     * @param forwardedFor the values of {@code X-Forwarded-For}, in their order
     * @param forwardedProto the values of {@code X-Forwarded-Proto}
     */
    public Client client(InetAddress peer, List<String> forwardedFor, List<String> forwardedProto) {
        if (!contains(peer)) {
            return new Client(peer, false);
        }
        return new Client(farthest(peer, listed(forwardedFor)), isSecure(listed(forwardedProto)));
    }

    /**
     * The first address from the right that is not a trusted proxy, since each proxy adds at the right who sent the request to it. What
     * cannot be read was not added by a proxy of ours; whoever passed it on is the last of whom something is known.
     */
    private InetAddress farthest(InetAddress peer, List<String> hops) {
        InetAddress client = peer;
        for (String hop : hops.reversed()) {
            InetAddress next = addressOf(hop);
            if (next == null) {
                return client;
            }
            client = next;
            if (!contains(client)) {
                return client;
            }
        }
        return client;
    }

    /** Every proxy on the way has to have been reached over TLS. */
    private static boolean isSecure(List<String> protocols) {
        return !protocols.isEmpty() && protocols.stream().allMatch("https"::equalsIgnoreCase);
    }

    private static List<String> listed(List<String> values) {
        List<String> entries = new ArrayList<>();
        for (String value : values) {
            for (String entry : value.split(",", -1)) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }

    /** Some proxies add the port. */
    private static @Nullable InetAddress addressOf(String hop) {
        Matcher withPort = WITH_PORT.matcher(hop);
        if (!withPort.matches()) {
            return AddressRange.address(hop);
        }
        String version6 = withPort.group(1);
        return AddressRange.address(version6 == null ? withPort.group(2) : version6);
    }
}
