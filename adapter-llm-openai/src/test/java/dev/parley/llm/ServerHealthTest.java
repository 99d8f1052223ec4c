package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a server is given a rest, and when it is asked again. */
class ServerHealthTest {
    private static final ScriptedServer.Script WORKING =
            exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop"));

    private ModelFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ModelFixture();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private void failUntilResting() {
        fixture.server.always(exchange -> exchange.respond(500, "{}"));
        for (int i = 0; i < ServerHealth.FEWEST_REQUESTS && fixture.model.isReady(); i++) {
            fixture.refusal();
        }
        assertThat(fixture.model.isReady()).isFalse();
    }

    @Test
    void failingServerIsGivenARest() {
        failUntilResting();
        int requests = fixture.server.requests().size();

        ChatException.Unavailable refusal = fixture.refusal();

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(refusal.sentence()).contains("rest");
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), ServerHealth.REST);
        assertThat(fixture.server.requests()).hasSize(requests);
    }

    @Test
    void readyAgainAfterTheRestWithoutBeingAsked() {
        failUntilResting();

        fixture.clock.advance(ServerHealth.REST.plusMillis(1));

        assertThat(fixture.model.isReady()).isTrue();
    }

    @Test
    void serverThatWorksAfterTheRestIsTrustedAgain() throws Exception {
        failUntilResting();
        fixture.clock.advance(ServerHealth.REST.plusMillis(1));
        fixture.server.always(WORKING);

        for (int i = 0; i < 30; i++) {
            assertThat(fixture.ask().text()).isEqualTo("Hi");
        }
    }

    @Test
    void serverThatStillFailsAfterTheRestIsGivenAnother() {
        failUntilResting();
        fixture.clock.advance(ServerHealth.REST.plusMillis(1));
        int requests = fixture.server.requests().size();

        fixture.refusal();

        assertThat(fixture.model.isReady()).isFalse();
        assertThat(fixture.server.requests()).hasSize(requests + 2);
    }

    @Test
    void answerThatJustBeganLetsOthersIn() throws Exception {
        failUntilResting();
        fixture.clock.advance(ServerHealth.REST.plusMillis(1));
        CountDownLatch begun = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            fixture.server.next(
                    exchange -> exchange.begin().data(Chunks.text("Once")).silence());
            Thread.ofVirtual().start(() -> {
                try {
                    fixture.model.answer(LanguageModelContract.prompt("Hello"), piece -> begun.countDown());
                } catch (InterruptedException | ChatException end) {
                    // The end of the test.
                }
            });
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        fixture.server.always(WORKING);

        await().untilAsserted(() -> assertThat(fixture.ask().text()).isEqualTo("Hi"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422})
    void refusedRequestsDoNotSpeakAgainstTheServer(int status) {
        fixture.server.always(exchange -> exchange.respond(status, "{}"));

        for (int i = 0; i < 3 * ServerHealth.FEWEST_REQUESTS; i++) {
            assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        }

        assertThat(fixture.model.isReady()).isTrue();
    }

    @Test
    void refusedRequestAfterTheRestDoesNotBlockTheNext() throws Exception {
        failUntilResting();
        fixture.clock.advance(ServerHealth.REST.plusMillis(1));
        fixture.server.always(exchange -> exchange.respond(401, "{}"));
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        }
        fixture.server.always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void answersThatBreakOffSpeakAgainstTheServer() {
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("Once")).cut());

        for (int i = 0; i < 2 * ServerHealth.FEWEST_REQUESTS && fixture.model.isReady(); i++) {
            fixture.refusal();
        }

        assertThat(fixture.model.isReady()).isFalse();
    }

    @Test
    void aFewFailuresAmongSuccessesDoNoHarm() throws Exception {
        for (int i = 0; i < 60; i++) {
            fixture.server.next(i % 3 == 0 ? exchange -> exchange.respond(500, "{}") : WORKING);
        }
        fixture.server.always(WORKING);
        for (int i = 0; i < 60; i++) {
            assertThat(fixture.ask().text()).isEqualTo("Hi");
        }

        assertThat(fixture.model.isReady()).isTrue();
    }
}
