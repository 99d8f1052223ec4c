package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Parley;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The storage is away for a moment. */
class StorageTroubleTest {
    private static final TokenSecret SECRET = TokenSecret.of("a secret that only this test knows, long enough");

    /** How often the log cannot be read before it can again. */
    private final AtomicInteger troubles = new AtomicInteger();

    private Storage troubled(Storage storage) {
        SessionStore store = (SessionStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("eventsAfter") && troubles.getAndDecrement() > 0) {
                        throw new ChatException.Unavailable(ErrorCode.UNAVAILABLE, "Away.", Duration.ofSeconds(1));
                    }
                    try {
                        return method.invoke(storage.sessions(), arguments);
                    } catch (InvocationTargetException refusal) {
                        throw refusal.getCause();
                    }
                });
        return new Storage(store, storage.drafts(), storage.turns(), storage.bus(), storage.tasks());
    }

    @Test
    void streamWaitsForTheStorageAndGoesOn() throws Exception {
        try (Parley parley = Parley.builder()
                        .storage(troubled(InMemoryStorage.open()))
                        .model(new ScriptedModel())
                        .limits(TestServer.ROOMY)
                        .build();
                ParleyServer server =
                        ParleyServer.start(parley, WebSettings.of(SECRET).at("127.0.0.1", 0))) {
            String token = new TokenMint(TokenRules.of(SECRET), InstantSource.system())
                    .mint(new UserId("alice"), Role.VIEWER, Duration.ofHours(1));
            RestClient alice = new RestClient("http://127.0.0.1:" + server.port(), token);
            String session = alice.newSession();
            troubles.set(2);

            try (EventReader events = alice.stream("GET", "/api/sessions/" + session + "/events?after=0", "")) {
                assertThat(events.status()).isEqualTo(200);
                assertThat(events.next().data().at("/event/type").asText()).isEqualTo("session.started");
                assertThat(troubles.get()).isNegative();
            }
        }
    }
}
