package dev.parley.web.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts connections by the address they come from. Addresses of version 6 count by their first 64 bits, since whoever has one of these
 * has all of them. Safe for use by many threads.
 */
public final class AddressLimit {
    private static final int NETWORK_BYTES = 8;

    private final int maximum;
    private final ConcurrentHashMap<InetAddress, Integer> connections = new ConcurrentHashMap<>();

    /** @param maximum most connections from one address; 0 for any number */
    public AddressLimit(int maximum) {
        this.maximum = maximum;
    }

    /** @return false if the address has as many connections as allowed */
    public boolean enter(InetAddress address) {
        if (maximum == 0) {
            return true;
        }
        boolean[] entered = {false};
        connections.compute(networkOf(address), (network, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < maximum;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    public void leave(InetAddress address) {
        if (maximum != 0) {
            connections.computeIfPresent(networkOf(address), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    private static InetAddress networkOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= NETWORK_BYTES) {
            return address;
        }
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of 16 bytes is one of version 6", impossible);
        }
    }
}
