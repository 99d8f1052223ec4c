package dev.parley.web.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits (RFC 4632, RFC 4291).
 *
 * @param network the lowest address of the range
 * @param prefix how many bits they have in common: 0–32, or 0–128 for version 6
 */
public record AddressRange(InetAddress network, int prefix) {
    private static final Pattern VERSION_4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    /** What has a colon and begins like this is never looked up as a name. */
    private static final Pattern VERSION_6 = Pattern.compile("(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    /** @throws IllegalArgumentException if the prefix is too long or does not cover the network's bits */
    public AddressRange {
        byte[] bytes = network.getAddress();
        if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException(network.getHostAddress() + " has no prefix of " + prefix + " bits");
        }
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            if (bitOf(bytes, bit)) {
                throw new IllegalArgumentException(
                        "%s has more bits than the prefix of %d".formatted(network.getHostAddress(), prefix));
            }
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
        String prefix = slash < 0 ? "" : text.substring(slash + 1);
        if (network == null || (slash >= 0 && !PREFIX.matcher(prefix).matches())) {
            throw new IllegalArgumentException(text + " is neither an address nor a range such as 10.0.0.0/8");
        }
        return new AddressRange(
                network, slash < 0 ? network.getAddress().length * Byte.SIZE : Integer.parseInt(prefix));
    }

    /** The address that a literal names, without asking anybody; null if it is none. */
    static @Nullable InetAddress address(String literal) {
        if (!VERSION_4.matcher(literal).matches() && !VERSION_6.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] wanted = network.getAddress();
        byte[] bytes = address.getAddress();
        if (bytes.length != wanted.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != wanted[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((bytes[whole] ^ wanted[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0;
    }

    private static boolean bitOf(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) == 1;
    }
}
