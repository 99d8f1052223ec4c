package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.IdentityProvider;
import dev.parley.web.support.IdentityProvider.SigningKey;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose tokens are an identity provider's. */
class PublishedKeysTest {
    private static final SigningKey FIRST = SigningKey.eddsa("first");
    private static final SigningKey SECOND = SigningKey.es256("second");

    private IdentityProvider provider;
    private TestServer server;

    @BeforeEach
    void start() {
        provider = IdentityProvider.start().publish(FIRST);
        TokenRules rules = TokenRules.of(new KeySetAddress(provider.url()));
        server = TestServer.start(chat -> {}, web -> web.with(rules));
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    private static String token(SigningKey key) {
        long end = Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
        return key.token("\"sub\":\"alice\",\"role\":\"analyst\",\"exp\":" + end);
    }

    private RestClient client(SigningKey key) {
        return new RestClient(server.origin(), token(key));
    }

    private SocketClient socket(SigningKey key) throws IOException {
        return SocketClient.open(server.port(), "/ws", "Authorization: Bearer " + token(key));
    }

    @Test
    void tokensOfTheProviderOpenEverything() throws IOException {
        assertThat(client(FIRST).get("/api/me").text()).isEqualTo("{\"user_id\":\"alice\",\"role\":\"analyst\"}");
        assertThat(client(FIRST.calling("HS256")).get("/api/me").status()).isEqualTo(401);
        assertThat(client(SECOND).get("/api/me").status()).isEqualTo(401);
        try (SocketClient socket = socket(FIRST)) {
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
            assertThat(socket.ask("authenticate", "token", token(FIRST))
                            .path("user_id")
                            .asText())
                    .isEqualTo("alice");
        }
    }

    @Test
    void streamsEndWhenTheirKeyIsWithdrawn() throws IOException {
        provider.publish(FIRST, SECOND);
        String session = client(FIRST).newSession();
        try (SocketClient withdrawn = socket(FIRST);
                SocketClient kept = socket(SECOND);
                EventReader stream = client(FIRST).stream("GET", "/api/sessions/" + session + "/events", null)) {
            withdrawn.ask("ping");
            assertThat(kept.ask("ping").path("type").asText()).isEqualTo("pong");
            assertThat(stream.next().id()).isEqualTo("1");
            provider.publish(SECOND);
            server.clock.forward(Duration.ofMinutes(5));

            assertThat(withdrawn.awaitClose().closeCode()).isEqualTo(4401);
            assertThat(stream.all()).isEmpty();
            assertThat(client(FIRST).get("/api/me").status()).isEqualTo(401);
            assertThat(kept.ask("ping").path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    void withoutKeysNobodyIsTurnedAwayForGood() throws IOException {
        try (IdentityProvider absent = IdentityProvider.start().behave(IdentityProvider.answering(500, ""))) {
            TokenRules rules = TokenRules.of(new KeySetAddress(absent.url()));
            try (TestServer waiting = TestServer.start(chat -> {}, web -> web.with(rules))) {
                Result refused = new RestClient(waiting.origin(), token(FIRST)).get("/api/me");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.errorCode()).isEqualTo("unavailable");
                assertThat(refused.header("Retry-After")).isEqualTo("5");
                assertThat(new RestClient(waiting.origin(), "nonsense")
                                .get("/api/me")
                                .status())
                        .isEqualTo(401);
                try (SocketClient socket =
                        SocketClient.open(waiting.port(), "/ws", "Authorization: Bearer " + token(FIRST))) {
                    assertThat(socket.status()).isEqualTo(503);
                    assertThat(socket.header("Retry-After")).isEqualTo("1");
                }
            }
        }
    }
}
