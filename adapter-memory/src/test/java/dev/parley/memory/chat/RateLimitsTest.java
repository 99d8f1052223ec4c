package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.Charge;
import dev.parley.application.Commands;
import dev.parley.application.Parley;
import dev.parley.application.RateLimits;
import dev.parley.application.command.CommandResult;
import dev.parley.application.port.RateLimiter.Level;
import dev.parley.application.port.SessionStore;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.memory.InMemoryRateLimiter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What requests are charged to. */
class RateLimitsTest {
    private static final ChatLimits LIMITS = Chat.limits()
            .activeSessionsPerUser(0)
            .userReadsPerMinute(40)
            .customEventsPerMinute(50)
            .build();

    private final AtomicLong nanos = new AtomicLong();
    private Chat chat;
    private Parley parley;
    private RateLimits rates;

    @BeforeEach
    void open() {
        chat = Chat.open(LIMITS);
        parley = chat.node(builder -> builder.rateLimiter(new InMemoryRateLimiter(nanos::get)));
        rates = parley.rateLimits();
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private void elapse(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private ChatException.Limited refusal(Caller caller, Charge charge, SessionId session) {
        ChatException.Limited refusal = rates.take(caller, charge, session).refusal();
        assertThat(refusal).isNotNull();
        return refusal;
    }

    /** How many requests are admitted before the first that is not. */
    private int admitted(Caller caller, Charge charge, SessionId session) {
        int count = 0;
        while (rates.take(caller, charge, session).refusal() == null) {
            count++;
        }
        return count;
    }

    private static List<String> kinds(List<Level> levels) {
        return levels.stream().map(level -> level.bucket().kind()).toList();
    }

    private static Caller over(ChannelKind channel) {
        return new Caller(ALICE.user(), Role.VIEWER, channel);
    }

    @Test
    void writingCountsForUserChannelAndSession() {
        SessionId session = chat.session();

        List<Level> levels = rates.charge(ALICE, Charge.WRITE, session);

        assertThat(kinds(levels)).containsExactly("user", "channel", "session");
        assertThat(levels).extracting(Level::remaining).containsExactly(29, 19, 9);
        assertThat(levels).extracting(level -> level.bucket().capacity()).containsExactly(30, 20, 10);
    }

    @Test
    void sessionTakesTenRequestsAChannelTwentyAndAUserThirty() {
        SessionId session = chat.session();

        assertThat(admitted(ALICE, Charge.WRITE, session)).isEqualTo(10);
        assertThat(admitted(ALICE, Charge.WRITE, null)).isEqualTo(10);
        assertThat(admitted(over(ChannelKind.EMAIL), Charge.WRITE, null)).isEqualTo(10);
        assertThat(admitted(over(ChannelKind.SLACK), Charge.WRITE, null)).isZero();
        assertThat(admitted(BOB, Charge.WRITE, null)).isEqualTo(20);
    }

    @Test
    void readingCountsForTheUserAlone() {
        SessionId session = chat.session();

        assertThat(kinds(rates.charge(ALICE, Charge.READ, session))).containsExactly("read");
        assertThat(admitted(ALICE, Charge.READ, session)).isEqualTo(39);
        assertThat(admitted(over(ChannelKind.EMAIL), Charge.READ, null)).isZero();
        assertThat(admitted(ALICE, Charge.WRITE, null)).isEqualTo(20);
        assertThat(admitted(BOB, Charge.READ, session)).isEqualTo(40);
    }

    @Test
    void customEventsCountForTheSessionAlone() {
        SessionId session = chat.session();

        assertThat(kinds(rates.charge(ALICE, Charge.EVENT, session))).containsExactly("events");
        assertThat(admitted(ALICE, Charge.EVENT, session)).isEqualTo(49);
        assertThat(admitted(ALICE, Charge.WRITE, session)).isEqualTo(10);
        assertThat(admitted(ALICE, Charge.EVENT, chat.session())).isEqualTo(50);
    }

    @Test
    void whatIsFreeIsNeverRefused() {
        SessionId session = chat.session();
        admitted(ALICE, Charge.WRITE, session);
        admitted(ALICE, Charge.READ, session);

        assertThat(rates.charge(ALICE, Charge.NONE, session)).isEmpty();
    }

    /** Else they could keep its people from talking. */
    @Test
    void strangersAndViewersDoNotUseUpASession() {
        SessionId session = chat.session();
        parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);

        assertThat(kinds(rates.charge(EVE, Charge.WRITE, session))).containsExactly("user", "channel");
        assertThat(admitted(EVE, Charge.WRITE, session)).isEqualTo(19);
        assertThat(admitted(BOB, Charge.WRITE, session)).isEqualTo(20);
        assertThat(admitted(ALICE, Charge.WRITE, session)).isEqualTo(10);
    }

    @Test
    void strangersAndViewersDoNotUseUpTheEventsOfASession() {
        SessionId session = chat.session();
        parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);

        assertThat(admitted(EVE, Charge.EVENT, session)).isEqualTo(20);
        assertThat(admitted(BOB, Charge.EVENT, session)).isEqualTo(20);
        assertThat(admitted(ALICE, Charge.EVENT, session)).isEqualTo(50);
    }

    @Test
    void whoMayWriteInASessionSharesItsBucket() {
        SessionId session = chat.session();
        parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);

        assertThat(admitted(BOB, Charge.WRITE, session)).isEqualTo(10);
        assertThat(refusal(ALICE, Charge.WRITE, session).details()).containsEntry("bucket", "session");
    }

    @Test
    void sessionsThatAreNotThereCountForNobody() {
        SessionId deleted = chat.session();
        parley.sessions().delete(ALICE, deleted);

        assertThat(kinds(rates.charge(ALICE, Charge.WRITE, Given.sessionId()))).containsExactly("user", "channel");
        assertThat(kinds(rates.charge(ALICE, Charge.WRITE, deleted))).containsExactly("user", "channel");
    }

    @Test
    void refusalSaysWhichLimitItIsAndWhenToTryAgain() {
        SessionId session = chat.session();
        admitted(ALICE, Charge.WRITE, session);

        assertThatExceptionOfType(ChatException.Limited.class)
                .isThrownBy(() -> rates.charge(ALICE, Charge.WRITE, session))
                .withMessage(
                        "This session has got as many requests as are allowed (10 in a minute); try again in 6 seconds.")
                .returns(ErrorCode.RATE_LIMITED, ChatException::code)
                .returns(Duration.ofSeconds(6), ChatException.Limited::retryAfter)
                .returns(
                        Map.of("bucket", "session", "limit", 10, "window_seconds", 60L, "retry_after_seconds", 6L),
                        ChatException::details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WRITE | You have sent as many requests over this channel as are allowed (20 in a minute); try again in 3 seconds.
            READ  | You have read as often as is allowed (40 times in a minute); try again in 2 seconds.
            """)
    void refusalIsASentence(Charge charge, String sentence) {
        admitted(ALICE, charge, null);

        assertThat(refusal(ALICE, charge, null).sentence()).isEqualTo(sentence);
    }

    @Test
    void userWhoUsesSeveralChannelsIsToldSo() {
        admitted(ALICE, Charge.WRITE, null);
        admitted(over(ChannelKind.EMAIL), Charge.WRITE, null);

        assertThat(refusal(over(ChannelKind.SLACK), Charge.WRITE, null).sentence())
                .isEqualTo("You have sent as many requests as are allowed (30 in a minute); try again in 2 seconds.");
    }

    @Test
    void sessionWithTooManyEventsIsToldSo() {
        SessionId session = chat.session();
        admitted(ALICE, Charge.EVENT, session);

        assertThat(refusal(ALICE, Charge.EVENT, session).sentence())
                .isEqualTo(
                        "This session has got as many custom events as are allowed (50 in a minute); try again in 2 seconds.");
    }

    @Test
    void waitingAsLongAsToldIsEnough() {
        SessionId session = chat.session();
        admitted(ALICE, Charge.WRITE, session);
        Duration wait = refusal(ALICE, Charge.WRITE, session).retryAfter();

        elapse(wait.minusMillis(1));
        assertThat(rates.take(ALICE, Charge.WRITE, session).refusal()).isNotNull();
        elapse(Duration.ofMillis(1));
        assertThat(admitted(ALICE, Charge.WRITE, session)).isEqualTo(1);
    }

    @Test
    void refusedRequestsCostNothing() {
        SessionId session = chat.session();
        admitted(ALICE, Charge.WRITE, session);
        for (int i = 0; i < 100; i++) {
            refusal(ALICE, Charge.WRITE, session);
        }

        assertThat(admitted(ALICE, Charge.WRITE, chat.session())).isEqualTo(10);
    }

    @Test
    void whoSendsTooMuchDoesNotKeepTheStorageBusy() {
        SessionId session = chat.session();
        AtomicInteger looks = new AtomicInteger();
        SessionStore counting = (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> {
                    looks.addAndGet(method.getName().equals("find") ? 1 : 0);
                    return method.invoke(chat.store(), arguments);
                });
        Parley node = chat.node(builder ->
                builder.storage(chat.storage.withSessions(counting)).rateLimiter(new InMemoryRateLimiter(nanos::get)));

        for (int i = 0; i < 10_000; i++) {
            node.rateLimits().take(ALICE, Charge.WRITE, session);
        }

        // A slow machine may take longer than what was found is remembered.
        assertThat(looks.get()).isBetween(1, 100);
    }

    @Test
    void limitsHoldExactlyForThoseWhoComeAtOnce() {
        SessionId session = chat.session();

        List<Boolean> admitted = Together.results(
                64, number -> rates.take(ALICE, Charge.WRITE, session).refusal() == null);

        assertThat(admitted).filteredOn(each -> each).hasSize(10);
        assertThat(admitted(ALICE, Charge.WRITE, null)).isEqualTo(10);
    }

    @Test
    void whatIsLeftCanBeLookedAt() {
        SessionId session = chat.session();
        rates.charge(ALICE, Charge.WRITE, session);
        rates.charge(ALICE, Charge.WRITE, null);
        rates.charge(ALICE, Charge.READ, null);
        rates.charge(ALICE, Charge.EVENT, session);

        RateLimits.Status ofSession = rates.status(ALICE, session);
        RateLimits.Status ofUser = rates.status(ALICE, null);

        assertThat(kinds(ofSession.buckets())).containsExactly("user", "channel", "session", "read", "events");
        assertThat(ofSession.buckets()).extracting(Level::remaining).containsExactly(28, 18, 9, 39, 49);
        assertThat(kinds(ofUser.buckets())).containsExactly("user", "channel", "read");
        assertThat(ofUser.limits())
                .containsEntry("user_requests_per_minute", 30)
                .containsEntry("user_reads_per_minute", 40);
        assertThat(rates.status(ALICE, session)).isEqualTo(ofSession);
    }

    @Test
    void nobodySeesHowMuchIsLeftOfForeignSessions() {
        SessionId session = chat.session();
        parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);

        assertThat(kinds(rates.status(BOB, session).buckets())).containsExactly("user", "channel", "read");
        assertThatExceptionOfType(ChatException.NotFound.class).isThrownBy(() -> rates.status(EVE, session));
    }

    @ParameterizedTest
    @EnumSource(Charge.class)
    void nothingIsLimitedWithoutALimiter(Charge charge) {
        SessionId session = chat.session();
        RateLimits none = chat.parley.rateLimits();
        for (int i = 0; i < 2_000; i++) {
            assertThat(none.charge(ALICE, charge, session)).isEmpty();
        }
        assertThat(none.status(ALICE, session).buckets()).isEmpty();
        assertThat(none.status(ALICE, session).limits()).containsEntry("user_requests_per_minute", 30);
    }

    @ParameterizedTest
    @EnumSource(Charge.class)
    void limitsThatAreOffLimitNothing(Charge charge) {
        ChatLimits off = Chat.limits()
                .userRequestsPerMinute(0)
                .channelRequestsPerMinute(0)
                .sessionRequestsPerMinute(0)
                .userReadsPerMinute(0)
                .customEventsPerMinute(0)
                .build();
        Parley open = chat.node(builder -> builder.limits(off).rateLimiter(new InMemoryRateLimiter(nanos::get)));
        SessionId session = chat.session();

        for (int i = 0; i < 2_000; i++) {
            assertThat(open.rateLimits().charge(ALICE, charge, session)).isEmpty();
        }
        assertThat(open.rateLimits().status(ALICE, session).buckets()).isEmpty();
    }

    @Test
    void oneLimitCanBeOffWhileOthersHold() {
        ChatLimits some = Chat.limits()
                .userRequestsPerMinute(0)
                .sessionRequestsPerMinute(0)
                .build();
        Parley node = chat.node(builder -> builder.limits(some).rateLimiter(new InMemoryRateLimiter(nanos::get)));

        assertThat(kinds(node.rateLimits().charge(ALICE, Charge.WRITE, chat.session())))
                .containsExactly("channel");
    }

    @ParameterizedTest
    @CsvSource({
        "/limits, NONE",
        "/LIMIT, NONE",
        "/limits and more, NONE",
        "/status, WRITE",
        "/limit-x, WRITE",
        "Hello, WRITE",
        "' /limits', WRITE"
    })
    void askingForTheLimitsIsTheOnlyMessageThatIsFree(String text, Charge charge) {
        assertThat(Commands.chargeOf(text)).isEqualTo(charge);
    }

    @Test
    void commandTellsWhatIsLeft() {
        SessionId session = chat.session();
        rates.charge(ALICE, Charge.WRITE, session);

        CommandResult result = parley.commands().run(ALICE, session, "/limits");

        assertThat(result.text()).endsWith("""
                        - Left now:
                          - user: 29 of 30, all again in 2 s
                          - channel: 19 of 20, all again in 3 s
                          - session: 9 of 10, all again in 6 s
                          - read: 40 of 40
                          - events: 50 of 50""");
        assertThat(result.data().get("buckets"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(Map.of(
                        "bucket", "session", "limit", 10, "window_seconds", 60L, "remaining", 9, "reset_seconds", 6L))
                .hasSize(5);
    }
}
