package dev.parley.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.web.support.Fuzzing;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a trusted proxy passes on: there is a client, and it is one that was named. */
class ForwardedFuzzTest {
    private static final TrustedProxies PROXIES = TrustedProxies.parse(List.of("10.0.0.0/8", "::1", "fd00::/8"));

    @FuzzTest
    void forwardedFor(byte[] data) {
        String header = Fuzzing.latin1(data);
        InetAddress peer = InetAddress.getLoopbackAddress();
        TrustedProxies trusting =
                new TrustedProxies(List.of(new AddressRange(peer, peer.getAddress().length * Byte.SIZE)));

        assertThat(PROXIES.client(peer, List.of(header), List.of(header))).isEqualTo(new Client(peer, false));
        Client client = trusting.client(peer, List.of(header.split("\\|", -1)), List.of(header));
        if (!client.address().equals(peer)) {
            assertThat(List.of(header.split("[,|]")))
                    .anySatisfy(hop ->
                            assertThat(hop.contains(".") || hop.contains(":")).isTrue());
        }
        // An address has no name, since nobody asked for one.
        assertThat(client.address().toString()).startsWith(peer.equals(client.address()) ? peer.toString() : "/");
    }

    @FuzzTest
    void range(byte[] data) {
        try {
            AddressRange range = AddressRange.parse(Fuzzing.latin1(data));
            assertThat(range.contains(range.network())).isTrue();
            assertThat(AddressRange.parse(range.network().getHostAddress() + "/" + range.prefix()))
                    .isEqualTo(range);
        } catch (IllegalArgumentException refusal) {
            assertThat(refusal).hasMessageNotContaining("Exception");
        }
    }

    @Test
    void naughtyStringsAreNoAddresses() {
        Fuzzing.forEachNaughtyString(this::forwardedFor);
        Fuzzing.forEachNaughtyString(this::range);
    }
}
