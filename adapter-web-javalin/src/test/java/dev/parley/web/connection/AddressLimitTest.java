package dev.parley.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
    private final AddressLimit limit = new AddressLimit(2);

    @Test
    void countsByAddress() throws UnknownHostException {
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress other = InetAddress.getByName("192.0.2.2");

        assertThat(limit.enter(one)).isTrue();
        assertThat(limit.enter(one)).isTrue();
        assertThat(limit.enter(one)).isFalse();
        assertThat(limit.enter(other)).isTrue();
        limit.leave(one);
        assertThat(limit.enter(one)).isTrue();
        assertThat(limit.enter(one)).isFalse();
    }

    @Test
    void oneNetworkOfVersionSixCountsAsOneAddress() throws UnknownHostException {
        assertThat(limit.enter(InetAddress.getByName("2001:db8:1:2::1"))).isTrue();
        assertThat(limit.enter(InetAddress.getByName("2001:db8:1:2:ffff::2"))).isTrue();
        assertThat(limit.enter(InetAddress.getByName("2001:db8:1:2::3"))).isFalse();
        assertThat(limit.enter(InetAddress.getByName("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void zeroIsNoLimit() throws UnknownHostException {
        AddressLimit none = new AddressLimit(0);
        InetAddress address = InetAddress.getByName("192.0.2.1");

        for (int i = 0; i < 100; i++) {
            assertThat(none.enter(address)).isTrue();
        }
        none.leave(address);
    }
}
