package dev.parley.channel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.UndeliveredException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachableAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.0.1",
                "223.255.255.254",
                "2606:4700::1111",
                "2a00:1450:4001::200e",
                "2002:808:808::1",
                "64:ff9b::808:808"
            })
    void addressesOfTheInternetArePublic(String text) throws UnknownHostException {
        assertThat(ReachableAddresses.isPublic(InetAddress.getByName(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1"
            })
    void allOthersAreNot(String text) throws UnknownHostException {
        assertThat(ReachableAddresses.isPublic(InetAddress.getByName(text))).isFalse();
    }

    @Test
    void mappedAddressIsNotPublicEvenIfItComesAsIpv6() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        mapped[12] = 127;
        mapped[15] = 1;

        assertThat(ReachableAddresses.isPublic(Inet6Address.getByAddress("mapped", mapped, -1)))
                .isFalse();
    }

    @Test
    void oneAddressThatIsNotPublicIsOneTooMany() throws Exception {
        InetAddress[] both = {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("127.0.0.1")};
        ReachableAddresses addresses = new ReachableAddresses(host -> both);

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> addresses.of("rebinding.example.com", false))
                .withMessageContaining("not on the public internet");
        assertThat(addresses.of("rebinding.example.com", true)).containsExactly(both);
    }

    @Test
    void nameIsLookedUpOnce() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        ReachableAddresses addresses = new ReachableAddresses(host -> {
            lookups.incrementAndGet();
            return new InetAddress[] {InetAddress.getByName("8.8.8.8")};
        });
        addresses.of("tools.example.com", false);

        assertThat(lookups).hasValue(1);
    }

    @Test
    void unknownNameIsToldInASentence() {
        ReachableAddresses addresses = new ReachableAddresses(host -> {
            throw new UnknownHostException(host);
        });

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> addresses.of("nowhere.invalid", true))
                .withMessage("The name of the webhook's server cannot be looked up.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"})
    void literalsAreCheckedToo(String host) {
        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> ReachableAddresses.bySystem().of(host, false));
    }
}
