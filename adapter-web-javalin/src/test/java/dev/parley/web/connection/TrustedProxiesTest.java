package dev.parley.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.parse(List.of("10.0.0.0/8", "fd00::/8"));

    /** Several values of the header are separated by a bar. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "203.0.113.9, 198.51.100.1, 203.0.113.9",
                "203.0.113.9, none, 203.0.113.9",
                "10.0.0.1, none, 10.0.0.1",
                "10.0.0.1, '', 10.0.0.1",
                "10.0.0.1, 198.51.100.1, 198.51.100.1",
                "10.0.0.1, '6.6.6.6, 198.51.100.1', 198.51.100.1",
                "10.0.0.1, '6.6.6.6, 198.51.100.1, 10.9.9.9', 198.51.100.1",
                "10.0.0.1, '6.6.6.6, 198.51.100.1 ,  10.9.9.9  ,fd00::7', 198.51.100.1",
                "10.0.0.1, '6.6.6.6 | 198.51.100.1 | 10.9.9.9', 198.51.100.1",
                "10.0.0.1, '10.1.1.1, 10.2.2.2', 10.1.1.1",
                "10.0.0.1, '198.51.100.1, nonsense, 10.2.2.2', 10.2.2.2",
                "10.0.0.1, '198.51.100.1, unknown', 10.0.0.1",
                "10.0.0.1, '198.51.100.1,', 10.0.0.1",
                "10.0.0.1, '198.51.100.1, 10.2.2.2.', 10.0.0.1",
                "10.0.0.1, 'for=198.51.100.1', 10.0.0.1",
                "10.0.0.1, 198.51.100.1:4711, 198.51.100.1",
                "10.0.0.1, '[2001:db8::1]:4711', 2001:db8::1",
                "10.0.0.1, '[2001:db8::1]', 2001:db8::1",
                "10.0.0.1, 2001:db8::1, 2001:db8::1",
                "10.0.0.1, ::ffff:198.51.100.1, 198.51.100.1",
                "fd00::1, 2001:db8::1, 2001:db8::1",
                "fd00::1, '[10.1.1.1]', fd00::1",
            })
    void theClientIsTheFirstFromTheRightThatIsNoTrustedProxy(String peer, String forwardedFor, String client)
            throws UnknownHostException {
        List<String> values = forwardedFor == null ? List.of() : Arrays.asList(forwardedFor.split("\\|", -1));

        assertThat(proxies.client(InetAddress.getByName(peer), values, List.of())
                        .address())
                .isEqualTo(InetAddress.getByName(client));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, https, true",
        "10.0.0.1, HTTPS, true",
        "10.0.0.1, http, false",
        "10.0.0.1, '', false",
        "10.0.0.1, httpsx, false",
        "10.0.0.1, 'https, https', true",
        "10.0.0.1, 'https, http', false",
        "10.0.0.1, 'http, https', false",
        "203.0.113.9, https, false",
    })
    void tlsIsWhatEveryTrustedProxySaysItIs(String peer, String forwardedProto, boolean secure)
            throws UnknownHostException {
        assertThat(proxies.client(InetAddress.getByName(peer), List.of(), List.of(forwardedProto))
                        .secure())
                .isEqualTo(secure);
    }

    @Test
    void nobodyIsTrustedUnlessNamed() throws UnknownHostException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");

        assertThat(TrustedProxies.NONE.client(loopback, List.of("198.51.100.1"), List.of("https")))
                .isEqualTo(new Client(loopback, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost", "1", "a", "0x7f000001", "2130706433", "fe80::1%lo"})
    void namesAreNeverLookedUp(String hop) throws UnknownHostException {
        InetAddress peer = InetAddress.getByName("10.0.0.1");

        assertThat(proxies.client(peer, List.of(hop), List.of()).address()).isEqualTo(peer);
    }
}
