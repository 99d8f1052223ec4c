package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.silence;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.AskFeedback;
import dev.parley.application.OverviewReport;
import dev.parley.application.Parley;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TurnQueue;
import dev.parley.application.telemetry.Deed;
import dev.parley.application.telemetry.Tally;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How the server is used, for those who run it. */
class OverviewTest {
    private static final Caller ANALYST = new Caller(new UserId("ann"), Role.ANALYST, ChannelKind.WEB);

    private static OverviewReport overview(Parley node) {
        return node.overview().of(ANALYST);
    }

    private static OverviewReport.OfSystem system(Chat chat) {
        return Objects.requireNonNull(overview(chat.parley).system());
    }

    @Test
    void onlyAnalystsAndAdministratorsSeeIt() {
        try (Chat chat = Chat.open()) {
            assertThatThrownBy(() -> chat.parley.overview().of(ALICE)).isInstanceOf(ChatException.Forbidden.class);
            assertThat(chat.parley.overview().of(ANALYST)).isNotNull();
            assertThat(chat.parley.overview().of(new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB)))
                    .isNotNull();
        }
    }

    @Test
    void numbersAreThoseOfWhatHappened() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "Hello"));
            chat.ended(chat.post(session, "And again"));
            SessionId ended = chat.session();
            chat.parley.sessions().end(ALICE, ended);
            chat.parley.feedback().ask(ALICE, session, null, AskFeedback.of("Well?", new FeedbackKind.Clarification()));
            chat.time.advance(Duration.ofMinutes(6));

            await().until(() -> system(chat).questions().byAge().get(1) == 1);

            OverviewReport.OfSystem system = system(chat);
            assertThat(system.sessions())
                    .containsEntry(SessionStatus.ACTIVE, 1L)
                    .containsEntry(SessionStatus.COMPLETED, 1L);
            assertThat(system.openTurns()).isEmpty();
            assertThat(system.questions().byAge()).containsExactly(0L, 1L, 0L, 0L, 0L);
            assertThat(system.usage())
                    .singleElement()
                    .satisfies(day -> assertThat(day.answers()).isEqualTo(2));
            Tally total = overview(chat.parley).node().activity().total();
            assertThat(total.count(Deed.TURN_COMPLETED)).isEqualTo(2);
            assertThat(total.count(Deed.MODEL_CALL)).isEqualTo(2);
            assertThat(total.count(Deed.QUESTION_ASKED)).isEqualTo(1);
            assertThat(total.firstTextTimes().count()).isEqualTo(2);
        }
    }

    @Test
    void turnsThatGoOnAreThere() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model.next(silence());
            chat.post(session, "Hello");
            chat.post(session, "And again");

            await().until(() -> system(chat).openTurns().equals(Map.of(TurnStatus.RUNNING, 1L, TurnStatus.QUEUED, 1L)));
            assertThat(overview(chat.parley).node().runningTurns()).isEqualTo(1);
            chat.parley.sessions().end(ALICE, session);
        }
    }

    @Test
    void otherNodesSeeTheSystemButDidNothing() {
        try (Chat chat = Chat.open()) {
            chat.ended(chat.post(chat.session(), "Hello"));
            Parley other = chat.node();

            OverviewReport report = overview(other);

            assertThat(Objects.requireNonNull(report.system()).sessions()).containsEntry(SessionStatus.ACTIVE, 1L);
            assertThat(report.node().activity().total().count(Deed.MODEL_CALL)).isZero();
        }
    }

    @Test
    void connectionsAreCountedByWhoeverHasThem() {
        try (Chat chat = Chat.open()) {
            assertThat(overview(chat.parley).node().connections()).isNull();

            chat.parley.statistics().countConnectionsBy(transport -> transport == Transport.SSE ? 2 : 3);

            assertThat(overview(chat.parley).node().connections())
                    .isEqualTo(Map.of(Transport.SSE, 2, Transport.WEBSOCKET, 3));
        }
    }

    @Test
    void whatTheStorageSaidLastIsToldWhileItIsAway() {
        AtomicBoolean away = new AtomicBoolean(true);
        try (Chat chat = Chat.open(ChatLimits.defaults(), storage -> storage.withTurns(uncounted(storage, away)))) {
            assertThat(overview(chat.parley).system()).isNull();
            assertThat(overview(chat.parley).node()).isNotNull();

            away.set(false);
            await().until(() -> overview(chat.parley).system() != null);
            OverviewReport.OfSystem before = system(chat);
            away.set(true);
            chat.time.advance(Duration.ofMinutes(1));

            await().pollDelay(Duration.ofMillis(1_200))
                    .untilAsserted(
                            () -> assertThat(overview(chat.parley).system()).isEqualTo(before));
            assertThat(overview(chat.parley).at()).isAfter(before.at());
        }
    }

    /** Turns that cannot be counted while a test wants it so. */
    private static TurnQueue uncounted(Storage storage, AtomicBoolean away) {
        TurnQueue turns = storage.turns();
        return (TurnQueue) Proxy.newProxyInstance(
                OverviewTest.class.getClassLoader(), new Class<?>[] {TurnQueue.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("openByStatus") && away.get()) {
                        throw new ChatException.Unavailable(
                                ErrorCode.UNAVAILABLE, "The storage is away, as the test wants it.", Duration.ZERO);
                    }
                    return method.invoke(turns, arguments);
                });
    }
}
