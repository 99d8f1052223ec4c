package dev.parley.web.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.application.testkit.SettableTime;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.support.IdentityProvider;
import dev.parley.web.support.IdentityProvider.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an identity provider, whose keys are fetched over HTTP. */
class PublishedKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String CLAIMS = claims(NOW.plus(Duration.ofDays(1)));
    private static final SigningKey RSA = SigningKey.rs256("rsa");
    private static final SigningKey EC = SigningKey.es256("ec");
    private static final SigningKey ED = SigningKey.eddsa("ed");
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    private final SettableTime time = new SettableTime(NOW);
    private final IdentityProvider provider = IdentityProvider.start();
    private final List<TokenGate> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TokenGate::close);
        provider.close();
    }

    private TokenGate gate() {
        return gate(PATIENT);
    }

    private TokenGate gate(Duration patience) {
        KeySetTiming usual = KeySetTiming.DEFAULT;
        KeySetTiming timing = new KeySetTiming(
                usual.refreshAfter(), usual.usableFor(), usual.between(), patience, Duration.ofMillis(5));
        KeySetAddress address = new KeySetAddress(provider.url());
        TokenGate gate = new TokenGate(TokenRules.of(address), time, RemoteKeyRing.open(address, timing, time));
        opened.add(gate);
        return gate;
    }

    private static String claims(Instant end) {
        return "\"sub\":\"alice\",\"role\":\"analyst\",\"exp\":" + end.getEpochSecond();
    }

    /** Waits for a fetch beyond those there were. */
    private void awaitFetch(int before) {
        Awaitility.await().atMost(PATIENT).until(() -> provider.fetches() > before);
    }

    private static void assertRefused(TokenGate gate, String token) {
        assertThatExceptionOfType(ChatException.Unauthenticated.class)
                .isThrownBy(() -> gate.verify(token))
                .withMessage("The token is not valid or has expired; get a new one.");
    }

    private static void assertUnavailable(TokenGate gate, String token) {
        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(() -> gate.verify(token))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isPositive());
    }

    static Stream<SigningKey> keys() {
        return Stream.of(RSA, EC, ED, ED.calling("Ed25519"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void tokensOfEveryKindOfKeyPass(SigningKey key) {
        provider.publish(RSA, EC, ED);

        Identity identity = gate().verify(key.token(CLAIMS));

        assertThat(identity.user()).isEqualTo(new UserId("alice"));
        assertThat(identity.role()).isEqualTo(Role.ANALYST);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void changedTokensAndThoseOfOtherKeysAreRefused(SigningKey key) {
        provider.publish(RSA, EC, ED);
        TokenGate gate = gate();
        String good = key.token(CLAIMS);
        String[] parts = good.split("\\.");
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        signature[7] ^= 1;
        SigningKey other = switch (key.algorithm()) {
            case "RS256" -> SigningKey.rs256(key.id());
            case "ES256" -> SigningKey.es256(key.id());
            default -> SigningKey.eddsa(key.id()).calling(key.algorithm());
        };

        assertRefused(gate, parts[0] + "." + parts[1] + "." + SigningKey.encoded(signature));
        assertRefused(gate, parts[0] + "." + encoded("{" + CLAIMS.replace("alice", "bob") + "}") + "." + parts[2]);
        assertRefused(gate, parts[0] + "." + parts[1] + ".");
        assertRefused(gate, parts[0] + "." + parts[1] + "." + SigningKey.encoded(new byte[64]));
        assertRefused(gate, other.token(CLAIMS));
        assertRefused(gate, key.token(claims(NOW.minusSeconds(6))));
        assertRefused(gate, key.token(CLAIMS + ",\"nbf\":" + NOW.plusSeconds(60).getEpochSecond()));
        assertRefused(gate, key.token("\"sub\":\"alice\""));
        assertRefused(gate, key.token(CLAIMS.replace("alice", "al ice")));
        assertRefused(gate, key.token(CLAIMS.replace("analyst", "root")));
        assertRefused(gate, key.token("\"sub\":\"bob\"," + CLAIMS));
        assertRefused(gate, key.token(CLAIMS + ",\"x\":\"" + "x".repeat(4096) + "\""));
        assertRefused(gate, good + "=");
        assertRefused(
                gate,
                key.signed(
                        "{\"alg\":\"%s\",\"kid\":\"%s\",\"crit\":[\"b64\"]}".formatted(key.algorithm(), key.id()),
                        "{" + CLAIMS + "}"));
        assertThat(gate.verify(good).user()).isEqualTo(new UserId("alice"));
        assertThat(provider.fetches()).isEqualTo(1);
    }

    static Stream<Arguments> publicBytes() {
        RSAPublicKey rsa = (RSAPublicKey) RSA.pair().getPublic();
        return keys().flatMap(key -> {
            byte[] der = key.pair().getPublic().getEncoded();
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END PUBLIC KEY-----\n";
            return Stream.of(
                    Arguments.of(key, der),
                    Arguments.of(key, pem.getBytes(StandardCharsets.US_ASCII)),
                    Arguments.of(key, pem.strip().getBytes(StandardCharsets.US_ASCII)),
                    Arguments.of(key, key.jwk().getBytes(StandardCharsets.US_ASCII)),
                    Arguments.of(key, rsa.getModulus().toByteArray()));
        });
    }

    @ParameterizedTest
    @MethodSource("publicBytes")
    void publicKeyIsNoSecret(SigningKey key, byte[] secret) throws GeneralSecurityException {
        provider.publish(key);
        TokenGate gate = gate();
        for (String algorithm : List.of("HS256", key.algorithm())) {
            String content = encoded("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, key.id())) + "."
                    + encoded("{" + CLAIMS + "}");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));

            assertRefused(
                    gate, content + "." + SigningKey.encoded(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none", "None", "", "HS256", "HS512", "RS384", "RS512", "PS256", "ES384", "ES256K", "rs256", "ES256"
            })
    void keyAloneSaysForWhichAlgorithmItIs(String algorithm) {
        provider.publish(RSA);
        TokenGate gate = gate();

        assertRefused(gate, RSA.calling(algorithm).token(CLAIMS));
        assertRefused(gate, encoded("{\"alg\":\"%s\"}".formatted(algorithm)) + "." + encoded("{" + CLAIMS + "}") + ".");
        assertThat(gate.verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void keyThatNamesItsAlgorithmIsForNoOther() {
        provider.publish(ED.jwk("\"alg\":\"Ed25519\",\"use\":\"sig\",\"key_ops\":[\"verify\"],"));
        TokenGate gate = gate();

        assertThat(gate.verify(ED.calling("Ed25519").token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertRefused(gate, ED.token(CLAIMS));
    }

    @Test
    void keysThatATokenBringsAlongMeanNothing() {
        provider.publish(RSA);
        try (IdentityProvider stranger = IdentityProvider.start()) {
            SigningKey foreign = SigningKey.rs256("foreign");
            stranger.publish(foreign);
            for (String header : List.of(
                    "{\"alg\":\"RS256\",\"jwk\":" + foreign.jwk() + "}",
                    "{\"alg\":\"RS256\",\"kid\":\"foreign\",\"jku\":\"" + stranger.url() + "\"}",
                    "{\"alg\":\"RS256\",\"x5u\":\"" + stranger.url() + "\"}",
                    "{\"alg\":\"RS256\",\"kid\":\"" + stranger.url() + "\"}")) {
                assertRefused(gate(), foreign.signed(header, "{" + CLAIMS + "}"));
            }
            assertThat(stranger.fetches()).isZero();
        }
    }

    @Test
    void tokenWithoutKidIsOfTheOnlyKeyThatFits() {
        provider.publish(RSA, EC, ED);
        TokenGate gate = gate();

        for (SigningKey key : List.of(RSA, EC, ED)) {
            assertThat(gate.verify(key.named(null).token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        }
        assertThat(provider.fetches()).isEqualTo(1);
    }

    @Test
    void tokenWithoutKidIsRefusedWhereSeveralKeysFit() {
        SigningKey second = SigningKey.rs256("second");
        provider.publish(RSA, second);
        TokenGate gate = gate();

        assertRefused(gate, RSA.named(null).token(CLAIMS));
        assertRefused(gate, second.named(null).token(CLAIMS));
        assertRefused(gate, second.named("rsa").token(CLAIMS));
        assertThat(gate.verify(second.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void keyWithoutKidIsTakenWhereNoOtherIsNamed() {
        SigningKey nameless = SigningKey.rs256(null);
        provider.publish(nameless, RSA);
        TokenGate gate = gate();

        assertThat(gate.verify(nameless.named("whatever").token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertThat(gate.verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertRefused(gate, nameless.named("rsa").token(CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "[\"rsa\"]", "{}", "true"})
    void kidIsAString(String kid) {
        provider.publish(RSA);

        assertRefused(gate(), RSA.signed("{\"alg\":\"RS256\",\"kid\":" + kid + "}", "{" + CLAIMS + "}"));
    }

    @Test
    void newKeyIsFoundWithItsFirstToken() {
        provider.publish(RSA);
        TokenGate gate = gate();
        gate.verify(RSA.token(CLAIMS));
        provider.publish(RSA, EC);

        assertThat(gate.verify(EC.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertThat(gate.verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertThat(provider.fetches()).isEqualTo(2);
    }

    @Test
    void newKeyIsFoundByManyAtOnceWithOneFetch() {
        provider.publish(RSA);
        TokenGate gate = gate();
        gate.verify(RSA.token(CLAIMS));
        provider.publish(EC);

        List<UserId> users =
                Together.results(100, number -> gate.verify(EC.token(CLAIMS)).user());

        assertThat(users).hasSize(100);
        assertThat(provider.fetches()).isEqualTo(2);
    }

    @Test
    void tokensWithRandomKeysCostTheProviderOneFetchInTenSeconds() {
        provider.publish(RSA);
        TokenGate gate = gate();
        gate.verify(RSA.token(CLAIMS));

        storm(gate, 10_000);
        assertThat(provider.fetches()).isEqualTo(2);
        time.advance(Duration.ofMillis(9_999));
        storm(gate, 1_000);
        assertThat(provider.fetches()).isEqualTo(2);
        time.advance(Duration.ofMillis(1));
        storm(gate, 1_000);
        assertThat(provider.fetches()).isEqualTo(3);
        assertThat(gate.verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    private static void storm(TokenGate gate, int tokens) {
        String signature = RSA.token(CLAIMS).split("\\.")[2];
        Together.results(20, thread -> {
            IntStream.range(0, tokens / 20).forEach(number -> {
                String header = "{\"alg\":\"RS256\",\"kid\":\"%d-%d\"}".formatted(thread, number);
                assertRefused(gate, encoded(header) + "." + encoded("{" + CLAIMS + "}") + "." + signature);
            });
            return thread;
        });
    }

    @Test
    void keysAreFetchedAgainInTheBackground() {
        provider.publish(RSA);
        TokenGate gate = gate();
        gate.verify(RSA.token(CLAIMS));
        for (int times = 1; times <= 3; times++) {
            time.advance(Duration.ofMinutes(5));
            awaitFetch(times);
        }
        gate.verify(RSA.token(CLAIMS));

        assertThat(provider.fetches()).isEqualTo(4);
    }

    @Test
    void removedKeyOpensNothingAfterTheNextFetch() {
        provider.publish(RSA, EC);
        TokenGate gate = gate();
        Identity removed = gate.verify(RSA.token(CLAIMS));
        Identity kept = gate.verify(EC.token(CLAIMS));
        provider.publish(EC);
        time.advance(Duration.ofMinutes(5));

        Awaitility.await().atMost(PATIENT).until(() -> removed.isOver(time.instant()));

        assertRefused(gate, RSA.token(CLAIMS));
        assertThat(kept.isOver(time.instant())).isFalse();
        assertThat(gate.verify(EC.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void keyThatWasReplacedUnderTheSameNameIsRemoved() {
        SigningKey successor = SigningKey.rs256("rsa");
        provider.publish(RSA);
        TokenGate gate = gate();
        String token = RSA.token(CLAIMS);
        Identity before = gate.verify(token);
        provider.publish(successor);
        time.advance(Duration.ofMinutes(5));
        Awaitility.await().atMost(PATIENT).until(() -> before.isOver(time.instant()));

        assertRefused(gate, token);
        assertThat(gate.verify(successor.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void providerMayWithdrawAllKeys() {
        provider.publish(RSA);
        TokenGate gate = gate();
        Identity before = gate.verify(RSA.token(CLAIMS));
        provider.publish(new SigningKey[0]);
        time.advance(Duration.ofMinutes(5));
        Awaitility.await().atMost(PATIENT).until(() -> before.isOver(time.instant()));

        assertRefused(gate, RSA.token(CLAIMS));
    }

    @Test
    void knownTokensEndInTime() {
        provider.publish(RSA);
        TokenGate gate = gate();
        String token = RSA.token(claims(NOW.plusSeconds(60)));
        gate.verify(token);
        time.advance(Duration.ofSeconds(64));
        gate.verify(token);
        time.advance(Duration.ofSeconds(1));

        assertRefused(gate, token);
    }

    static Stream<Arguments> troubles() {
        CountDownLatch never = new CountDownLatch(1);
        String good = "{\"keys\":[" + RSA.jwk() + "]}";
        return Stream.of(
                Arguments.of("hangs", (IdentityProvider.Behaviour) exchange -> never.await()),
                Arguments.of("drips", (IdentityProvider.Behaviour) exchange -> {
                    exchange.sendResponseHeaders(200, good.length());
                    exchange.getResponseBody().write(good.substring(0, 10).getBytes(StandardCharsets.US_ASCII));
                    exchange.getResponseBody().flush();
                    never.await();
                }),
                Arguments.of("breaks off", (IdentityProvider.Behaviour) exchange -> {
                    exchange.sendResponseHeaders(200, good.length());
                    exchange.getResponseBody().write(good.substring(0, 10).getBytes(StandardCharsets.US_ASCII));
                }),
                Arguments.of("is huge", (IdentityProvider.Behaviour) exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] spaces = " ".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 100; i++) {
                        exchange.getResponseBody().write(spaces);
                    }
                }),
                Arguments.of(
                        "is a little too large", IdentityProvider.answering(good + " ".repeat(65_537 - good.length()))),
                Arguments.of(
                        "has 51 keys", IdentityProvider.answering("{\"keys\":[" + "{},".repeat(50) + RSA.jwk() + "]}")),
                Arguments.of("no JSON", IdentityProvider.answering("<html>")),
                Arguments.of("empty", IdentityProvider.answering("")),
                Arguments.of("trailing", IdentityProvider.answering(good + "x")),
                Arguments.of("twice", IdentityProvider.answering("{\"keys\":[]," + good.substring(1))),
                Arguments.of("array", IdentityProvider.answering("[" + RSA.jwk() + "]")),
                Arguments.of("keys are an object", IdentityProvider.answering("{\"keys\":" + RSA.jwk() + "}")),
                Arguments.of("no keys", IdentityProvider.answering("{\"error\":\"not found\"}")),
                Arguments.of(
                        "deep", IdentityProvider.answering("{\"keys\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")),
                Arguments.of("500", IdentityProvider.answering(500, good)),
                Arguments.of("404", IdentityProvider.answering(404, good)),
                Arguments.of("203", IdentityProvider.answering(203, good)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void withoutKeysNobodyKnowsWhetherATokenIsValid(String trouble, IdentityProvider.Behaviour behaviour) {
        provider.behave(behaviour);
        TokenGate gate = gate(trouble.equals("hangs") || trouble.equals("drips") ? IMPATIENT : PATIENT);

        assertUnavailable(gate, RSA.token(CLAIMS));
        assertRefused(gate, "nonsense");
        assertRefused(gate, RSA.calling("HS256").token(CLAIMS));
        provider.publish(RSA);
        time.advance(Duration.ofSeconds(10));
        awaitVerified(gate, RSA.token(CLAIMS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void knownKeysCountForAnHourWhileTheProviderIsAway(String trouble, IdentityProvider.Behaviour behaviour) {
        provider.publish(RSA);
        TokenGate gate = gate(trouble.equals("hangs") || trouble.equals("drips") ? IMPATIENT : PATIENT);
        String known = RSA.token(CLAIMS);
        awaitVerified(gate, known);
        int before = provider.fetches();
        provider.behave(behaviour);
        time.advance(Duration.ofMinutes(59));
        awaitFetch(before);

        gate.verify(known);
        gate.verify(RSA.token(CLAIMS.replace("alice", "bob")));
        assertRefused(gate, EC.token(CLAIMS));
        time.advance(Duration.ofMinutes(1));
        assertUnavailable(gate, known);
        assertUnavailable(gate, RSA.token(CLAIMS.replace("alice", "carol")));
        provider.publish(RSA);
        time.advance(Duration.ofSeconds(10));
        awaitVerified(gate, known);
    }

    /** A machine that is busy may take longer for a fetch than an impatient gate allows; the next try is as good. */
    private void awaitVerified(TokenGate gate, String token) {
        Awaitility.await().atMost(PATIENT).ignoreExceptions().untilAsserted(() -> {
            try {
                gate.verify(token);
            } catch (ChatException.Unavailable notYet) {
                time.advance(Duration.ofSeconds(10));
                throw notYet;
            }
        });
    }

    @Test
    void absentProviderIsWaitedFor() {
        int port = provider.port();
        provider.close();
        TokenGate gate = gate();
        assertUnavailable(gate, RSA.token(CLAIMS));

        try (IdentityProvider later = IdentityProvider.start(port)) {
            later.publish(RSA);
            time.advance(Duration.ofSeconds(10));
            awaitVerified(gate, RSA.token(CLAIMS));
        }
    }

    @Test
    void providerThatIsAwayIsTriedOnceInTenSecondsWhoeverAsks() {
        provider.behave(IdentityProvider.answering(503, ""));
        TokenGate gate = gate();
        for (int i = 0; i < 100; i++) {
            assertUnavailable(gate, RSA.token(CLAIMS));
        }
        assertThat(provider.fetches()).isEqualTo(1);
        time.advance(Duration.ofSeconds(10));
        awaitFetch(1);
        assertUnavailable(gate, EC.token(CLAIMS));
        assertThat(provider.fetches()).isEqualTo(2);
    }

    @Test
    void tokensWithUnknownKeysDoNotMakeAProviderThatIsAwayBeTriedMore() {
        provider.publish(RSA);
        TokenGate gate = gate();
        gate.verify(RSA.token(CLAIMS));
        provider.behave(IdentityProvider.answering(503, ""));
        time.advance(Duration.ofMinutes(5));
        awaitFetch(1);
        for (int i = 0; i < 100; i++) {
            assertRefused(gate, EC.token(CLAIMS));
        }
        assertThat(provider.fetches()).isEqualTo(2);
        time.advance(Duration.ofSeconds(10));
        awaitFetch(2);
        assertRefused(gate, EC.token(CLAIMS));
        assertThat(provider.fetches()).isEqualTo(3);
    }

    @Test
    void redirectsAreNotFollowed() {
        try (IdentityProvider elsewhere = IdentityProvider.start()) {
            elsewhere.publish(RSA);
            provider.behave(exchange -> {
                exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
                exchange.sendResponseHeaders(302, -1);
            });

            assertUnavailable(gate(), RSA.token(CLAIMS));
            assertThat(elsewhere.fetches()).isZero();
        }
    }

    @Test
    void largestSetIsRead() {
        String[] keys = new String[KeySetReader.MAXIMUM_KEYS];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = EC.named("key" + i).jwk("\"x5c\":[\"" + "A".repeat(1_000) + "\"],");
        }
        provider.publish(keys);

        assertThat(gate().verify(EC.named("key49").token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void keysThatCannotBeUsedAreLeftOut() {
        provider.publish("5", "null", "{}", "{\"kty\":\"oct\",\"kid\":\"rsa\",\"k\":\"c2VjcmV0\"}", RSA.jwk());

        assertThat(gate().verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void firstOfTwoKeysWithOneNameCounts() {
        SigningKey second = SigningKey.rs256("rsa");
        provider.publish(RSA, second, EC.named("rsa"));
        TokenGate gate = gate();

        assertThat(gate.verify(RSA.token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
        assertRefused(gate, second.token(CLAIMS));
        assertThat(gate.verify(EC.named("rsa").token(CLAIMS)).user()).isEqualTo(new UserId("alice"));
    }

    @Test
    void issuerAndAudienceAreCheckedHereToo() {
        provider.publish(RSA);
        KeySetAddress address = new KeySetAddress(provider.url());
        try (TokenGate strict = new TokenGate(new TokenRules(address, "https://login", "parley"), time)) {
            assertRefused(strict, RSA.token(CLAIMS));
            assertRefused(strict, RSA.token(CLAIMS + ",\"iss\":\"https://login\",\"aud\":\"other\""));
            assertThat(strict.verify(RSA.token(CLAIMS + ",\"iss\":\"https://login\",\"aud\":[\"parley\",\"other\"]"))
                            .user())
                    .isEqualTo(new UserId("alice"));
        }
    }

    @Test
    void whoseKeysTheyAreMakesTokens() {
        TokenRules rules = TokenRules.of(new KeySetAddress(provider.url()));

        assertThatIllegalArgumentException().isThrownBy(() -> new TokenMint(rules, time));
        assertThat(rules.toString()).contains("/keys").doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://example.com/keys",
                "jar:file:/x!/y",
                "https:opaque",
                "https:///keys",
                "//example.com/keys",
                "/keys",
                "https://user:hush@example.com/keys",
                "https://example.com/keys#part"
            })
    void onlyWebAddressesAreFetched(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeySetAddress(URI.create(url)))
                .withMessageNotContaining("hush");
    }

    private static String encoded(String text) {
        return SigningKey.encoded(text.getBytes(StandardCharsets.UTF_8));
    }
}
