package dev.parley.application.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachableAddressesTest {
    private static final ReachableAddresses.Result UNKNOWN = new ReachableAddresses.Unknown();
    private static final ReachableAddresses.Result NOT_PUBLIC = new ReachableAddresses.NotPublic();

    /** What nobody on the internet can mean: IANA's registries of special-purpose addresses, multicast, and what was never given out. */
    private static final List<Block> RESERVED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20",
                    "4000::/2",
                    "8000::/1")
            .map(Block::parse)
            .toList();

    private record Block(String name, BigInteger first, BigInteger last, int bytes) {
        static Block parse(String text) {
            String[] parts = text.split("/");
            byte[] prefix = literal(parts[0]).getAddress();
            BigInteger first = new BigInteger(1, prefix);
            BigInteger size = BigInteger.ONE.shiftLeft(8 * prefix.length - Integer.parseInt(parts[1]));
            return new Block(text, first, first.add(size).subtract(BigInteger.ONE), prefix.length);
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            BigInteger number = new BigInteger(1, bytes);
            return bytes.length == this.bytes && first.compareTo(number) <= 0 && number.compareTo(last) <= 0;
        }

        /** The first and the last of it, and those beside them. */
        Stream<InetAddress> edges() {
            return Stream.of(first.subtract(BigInteger.ONE), first, last, last.add(BigInteger.ONE))
                    .filter(number -> number.signum() >= 0 && number.bitLength() <= 8 * bytes)
                    .map(number -> address(("%0" + 2 * bytes + "x").formatted(number)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** An address of 8 or 32 hexadecimal digits; one of IPv6 stays one, even if it stands for one of IPv4. */
    private static InetAddress address(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try {
            return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress("given", bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isReserved(InetAddress address) {
        return RESERVED.stream().anyMatch(block -> block.contains(address));
    }

    static List<Block> reserved() {
        return RESERVED;
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void noReservedBlockIsPublicAndWhatIsBesideIs(Block block) {
        assertThat(block.edges())
                .allSatisfy(address -> assertThat(ReachableAddresses.isPublic(address))
                        .as(address.toString())
                        .isEqualTo(!isReserved(address)));
    }

    @Test
    void allOtherAddressesOfIpv4ArePublic() {
        Random random = new Random(4);

        assertThat(Stream.generate(() -> address("%08x".formatted(random.nextInt())))
                        .limit(10_000))
                .allSatisfy(address -> assertThat(ReachableAddresses.isPublic(address))
                        .as(address.toString())
                        .isEqualTo(!isReserved(address)));
    }

    /** Mapped, 6to4 and NAT64; with Teredo and the rest of 2001::/23, and the local prefixes of NAT64, nothing is reached. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000ffff%s",
                "2002%s00000000000000000001",
                "2002%sffffffffffffffffffff",
                "0064ff9b0000000000000000%s"
            })
    void addressThatEmbedsOneOfIpv4IsWhatThatIs(String form) {
        assertThat(RESERVED.stream().filter(block -> block.bytes() == 4).flatMap(Block::edges))
                .allSatisfy(address -> {
                    String hex = HexFormat.of().formatHex(address.getAddress());
                    assertThat(ReachableAddresses.isPublic(address(form.formatted(hex))))
                            .as(address.toString())
                            .isEqualTo(!isReserved(address));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "93.184.216.34",
                "2606:4700::1111",
                "2a00:1450:4001::200e",
                "2002:808:808::1",
                "64:ff9b::808:808"
            })
    void serversOfTheInternetArePublic(String text) {
        assertThat(ReachableAddresses.isPublic(literal(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "169.254.169.254",
                "255.255.255.255",
                "::",
                "::1",
                "::8.8.8.8",
                "::ffff:0:8.8.8.8",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::8.8.8.8",
                "100::1",
                "2001::1",
                "2001:20::1",
                "2002:7f00:1::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsUsedToGetInsideIsNot(String text) {
        assertThat(ReachableAddresses.isPublic(literal(text))).isFalse();
    }

    @Test
    void oneAddressThatIsNotPublicIsOneTooMany() throws Exception {
        List<InetAddress> both = List.of(literal("8.8.8.8"), literal("127.0.0.1"));
        ReachableAddresses addresses = new ReachableAddresses(host -> both);

        assertThat(addresses.of("rebinding.example.com", false)).isEqualTo(NOT_PUBLIC);
        assertThat(addresses.of("rebinding.example.com", true)).isEqualTo(new ReachableAddresses.Found(both));
    }

    @Test
    void nameIsLookedUpOnce() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        ReachableAddresses addresses = new ReachableAddresses(host -> {
            lookups.incrementAndGet();
            return List.of(literal("8.8.8.8"));
        });

        assertThat(addresses.of("tools.example.com", false)).isInstanceOf(ReachableAddresses.Found.class);
        assertThat(lookups).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nameWithoutAddressesIsUnknown(boolean privateToo) throws Exception {
        ReachableAddresses nowhere = new ReachableAddresses(host -> List.of());
        ReachableAddresses broken = new ReachableAddresses(host -> {
            throw new IllegalStateException(host);
        });

        assertThat(nowhere.of("nowhere.invalid", privateToo)).isEqualTo(UNKNOWN);
        assertThat(broken.of("nowhere.invalid", privateToo)).isEqualTo(UNKNOWN);
        assertThat(ReachableAddresses.bySystem().of("a..b", privateToo)).isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "::1", "[::ffff:127.0.0.1]"})
    void literalsAreCheckedToo(String host) throws Exception {
        assertThat(ReachableAddresses.bySystem().of(host, false)).isEqualTo(NOT_PUBLIC);
        assertThat(ReachableAddresses.bySystem().of(host, true)).isInstanceOf(ReachableAddresses.Found.class);
    }

    /** Some systems take such numbers for addresses, others do not know them. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "017700000001", "0", "127.1"})
    void oddSpellingsOfThisMachineLeadNowhere(String host) throws Exception {
        assertThat(ReachableAddresses.bySystem().of(host, false)).isIn(NOT_PUBLIC, UNKNOWN);
    }

    @Test
    void whoWaitsForALookUpCanBeInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        ReachableAddresses addresses = new ReachableAddresses(host -> {
            try {
                never.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> addresses.of("slow.example.com", false)).isInstanceOf(InterruptedException.class);
        never.countDown();
    }
}
