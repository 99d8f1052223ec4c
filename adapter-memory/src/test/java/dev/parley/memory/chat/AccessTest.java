package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.application.Accepted;
import dev.parley.application.AskFeedback;
import dev.parley.application.Commands;
import dev.parley.application.Conversations;
import dev.parley.application.FeedbackDesk;
import dev.parley.application.Forks;
import dev.parley.application.Histories;
import dev.parley.application.RateLimits;
import dev.parley.application.Sessions;
import dev.parley.application.Turns;
import dev.parley.application.WhenFull;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.testkit.Given;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody reads or writes a session without the right to: every use case, tried by everybody. */
@Timeout(60)
class AccessTest {
    /** Or only to find out whom a charge concerns, which tells nobody anything and refuses nobody. */
    private static final List<String> NAMES_NO_SESSION =
            List.of("start", "startAndJoin", "current", "currentOrNew", "inbox", "charge", "take");
    private static final AskFeedback QUESTION = AskFeedback.of("Well?", FeedbackKind.FreeText.any());
    private static final UserId GUEST = new UserId("guest");

    @FunctionalInterface
    interface Action {
        void perform(Chat chat, Caller caller, Touched given) throws Exception;
    }

    /** What there is to be touched. */
    record Touched(SessionId session, Accepted accepted, FeedbackRequestId question) {}

    /** Every use case that touches a session, with the access it takes. */
    enum UseCase {
        FIND(Access.VIEWER, (chat, caller, given) -> chat.parley.sessions().find(caller, given.session())),
        JOIN(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .sessions()
                        .join(caller, given.session(), Position.START, () -> {})
                        .subscription()
                        .close()),
        UPDATE(
                Access.OWNER,
                (chat, caller, given) ->
                        chat.parley.sessions().update(caller, given.session(), new Title("Mine"), null)),
        CLEAR(Access.EDITOR, (chat, caller, given) -> chat.parley.sessions().clearContext(caller, given.session())),
        COMMAND(Access.VIEWER, (chat, caller, given) -> chat.parley.commands().run(caller, given.session(), "/help")),
        MESSAGE_THAT_IS_A_COMMAND(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.commands().intercept(caller, given.session(), "/limits")),
        PAUSE(Access.EDITOR, (chat, caller, given) -> chat.parley.sessions().pause(caller, given.session())),
        RESUME(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.sessions().resume(caller, given.session(), WhenFull.REJECT)),
        END(Access.OWNER, (chat, caller, given) -> chat.parley.sessions().end(caller, given.session())),
        DELETE(Access.OWNER, (chat, caller, given) -> chat.parley.sessions().delete(caller, given.session())),
        RESTORE(Access.OWNER, (chat, caller, given) -> chat.parley.sessions().restore(caller, given.session())),
        SHARE(
                Access.OWNER,
                (chat, caller, given) ->
                        chat.parley.sessions().share(caller, given.session(), new UserId("another"), Access.VIEWER)),
        UNSHARE_ANOTHER(
                Access.OWNER, (chat, caller, given) -> chat.parley.sessions().unshare(caller, given.session(), GUEST)),
        POST(
                Access.EDITOR,
                (chat, caller, given) ->
                        chat.parley.conversations().post(caller, given.session(), Chat.message("Hello"))),
        ASK(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .conversations()
                        .ask(caller, given.session(), Chat.message("Hello"), Duration.ofSeconds(20))),
        PUBLISH(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .conversations()
                        .publish(caller, given.session(), new EventPayload.Custom("test", JsonText.EMPTY_OBJECT))),
        TYPE(Access.EDITOR, (chat, caller, given) -> chat.parley.conversations().typing(caller, given.session(), true)),
        STOP(Access.EDITOR, (chat, caller, given) -> chat.parley.turns().stop(caller, given.session(), null)),
        STOP_TURN(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .turns()
                        .stop(caller, given.session(), given.accepted().turn().id())),
        FIND_TURN(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .turns()
                        .find(caller, given.session(), given.accepted().turn().id())),
        AWAIT_TURN(
                Access.VIEWER,
                (chat, caller, given) ->
                        chat.parley.turns().awaitEnd(caller, given.accepted().turn(), Duration.ofSeconds(20))),
        HISTORY(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .histories()
                        .page(caller, new MessageQuery(given.session(), 0, Long.MAX_VALUE, true, 10, 0))),
        EXPORT(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.histories().export(caller, given.session(), message -> {})),
        CONTEXT(Access.VIEWER, (chat, caller, given) -> chat.parley.histories().context(caller, given.session())),
        WATCH(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .histories()
                        .watch(caller, given.session(), null, () -> {})
                        .close()),
        LOG(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.histories().log(caller, given.session(), Position.START)),
        ASK_PEOPLE(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.feedback().ask(caller, given.session(), null, QUESTION)),
        FIND_QUESTION(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.feedback().find(caller, given.session(), given.question())),
        LIST_QUESTIONS(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.feedback().list(caller, given.session(), null, 10, 0)),
        RESPOND(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .feedback()
                        .respond(
                                caller,
                                given.session(),
                                given.question(),
                                UUID.randomUUID(),
                                new FeedbackAnswer.Text("Well"))),
        WITHDRAW(
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.feedback().withdraw(caller, given.session(), given.question())),
        LIMITS(Access.VIEWER, (chat, caller, given) -> chat.parley.rateLimits().status(caller, given.session())),
        FORK(
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.forks().fork(caller, given.session(), null, WhenFull.REJECT));

        private final Access needed;
        private final Action action;

        UseCase(Access needed, Action action) {
            this.needed = needed;
            this.action = action;
        }
    }

    private static Caller caller(Access access) {
        return switch (access) {
            case OWNER -> ALICE;
            case EDITOR -> Caller.of("editor");
            case VIEWER -> Caller.of("viewer");
            case NONE -> Caller.of("stranger");
        };
    }

    private static Touched given(Chat chat) {
        SessionId session = chat.session();
        chat.parley.sessions().share(ALICE, session, new UserId("editor"), Access.EDITOR);
        chat.parley.sessions().share(ALICE, session, new UserId("viewer"), Access.VIEWER);
        chat.parley.sessions().share(ALICE, session, GUEST, Access.VIEWER);
        Accepted accepted = chat.post(session, "Secret");
        chat.ended(accepted);
        chat.quiet(session);
        FeedbackRequest question = chat.parley.feedback().ask(ALICE, session, null, QUESTION);
        return new Touched(session, accepted, question.id());
    }

    @ParameterizedTest
    @EnumSource
    void useCaseIsOpenToThoseWithTheRightOnly(UseCase useCase) {
        for (Access access : Access.values()) {
            try (Chat chat = Chat.open()) {
                Touched given = given(chat);
                List<Event> before = chat.events(given.session());
                if (access.atLeast(useCase.needed)) {
                    assertThatCode(() -> useCase.action.perform(chat, caller(access), given))
                            .as("%s by %s", useCase, access)
                            .doesNotThrowAnyException();
                    chat.quiet(given.session());
                } else {
                    assertThatThrownBy(() -> useCase.action.perform(chat, caller(access), given))
                            .as("%s by %s", useCase, access)
                            .isInstanceOf(
                                    access == Access.NONE
                                            ? ChatException.NotFound.class
                                            : ChatException.Forbidden.class);
                    assertThat(chat.events(given.session())).isEqualTo(before);
                }
            }
        }
    }

    /** Roles are about the whole server; they open nobody else's sessions. */
    @ParameterizedTest
    @EnumSource
    void roleOpensNoForeignSession(UseCase useCase) {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            for (Role role : Role.values()) {
                Caller stranger = new Caller(new UserId("stranger"), role, ChannelKind.WEB);
                assertThatThrownBy(() -> useCase.action.perform(chat, stranger, given))
                        .isInstanceOf(ChatException.NotFound.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RESTORE")
    void deletedSessionIsThereForNobody(UseCase useCase) {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            chat.parley.sessions().delete(ALICE, given.session());
            List<Event> before = chat.events(given.session());
            for (Access access : Access.values()) {
                assertThatThrownBy(() -> useCase.action.perform(chat, caller(access), given))
                        .as("%s by %s", useCase, access)
                        .isInstanceOf(ChatException.NotFound.class);
            }
            assertThat(chat.events(given.session())).isEqualTo(before);
        }
    }

    /** A refusal tells a stranger nothing that an invented id would not tell. */
    @ParameterizedTest
    @EnumSource
    void foreignAndUnknownSessionsAreRefusedAlike(UseCase useCase) {
        try (Chat chat = Chat.open()) {
            Touched foreign = given(chat);
            SessionId unknownId = Given.sessionId();
            var turn = foreign.accepted().turn();
            var elsewhere = new Turn(
                    turn.id(),
                    unknownId,
                    turn.messageId(),
                    turn.author(),
                    turn.acceptedSeq(),
                    turn.queuedAhead(),
                    turn.priority(),
                    turn.attempt(),
                    turn.crashes(),
                    turn.state(),
                    turn.stopRequested(),
                    turn.createdAt(),
                    turn.startedAt());
            Accepted unknownTurn = new Accepted(
                    foreign.accepted().message(), elsewhere, foreign.accepted().position(), false);
            Caller stranger = caller(Access.NONE);
            ChatException refusal = refusal(() -> useCase.action.perform(chat, stranger, foreign));
            ChatException same = refusal(() ->
                    useCase.action.perform(chat, stranger, new Touched(unknownId, unknownTurn, foreign.question())));

            assertThat(refusal).isInstanceOf(ChatException.NotFound.class);
            assertThat(refusal.sentence()).isEqualTo(same.sentence());
            assertThat(refusal.details()).isEqualTo(same.details());
            assertThat(refusal.code()).isEqualTo(same.code());
        }
    }

    private static ChatException refusal(ThrowingCallable call) {
        return (ChatException) catchThrowable(call);
    }

    /** A use case that nobody put on the list would be a hole that nobody looks at. */
    @Test
    void everyUseCaseThatNamesASessionIsOnTheList() {
        long methods = Stream.of(
                        Sessions.class,
                        Conversations.class,
                        Histories.class,
                        Forks.class,
                        Turns.class,
                        FeedbackDesk.class,
                        Commands.class,
                        RateLimits.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Arrays.stream(method.getParameterTypes()).anyMatch(Caller.class::equals))
                .filter(method -> method.getDeclaringClass().equals(FeedbackDesk.class)
                        || !method.getName().equals("list"))
                .filter(method -> !NAMES_NO_SESSION.contains(method.getName()))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .distinct()
                .count();

        assertThat(methods).isEqualTo(UseCase.values().length - 1L);
    }

    @Test
    void listsAndSearchesShowNothingForeign() {
        try (Chat chat = Chat.open()) {
            given(chat);
            Caller stranger = caller(Access.NONE);

            assertThat(chat.parley.sessions().list(stranger, null, null, 100, 0).total())
                    .isZero();
            assertThat(chat.parley
                            .sessions()
                            .list(stranger, null, new SearchText("secret"), 100, 0)
                            .total())
                    .isZero();
            assertThat(chat.parley
                            .sessions()
                            .list(caller(Access.VIEWER), null, new SearchText("secret"), 100, 0)
                            .total())
                    .isEqualTo(1);
        }
    }

    @Test
    void participantsMayLeaveByThemselves() {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            for (Access access : List.of(Access.VIEWER, Access.EDITOR)) {
                chat.parley
                        .sessions()
                        .unshare(caller(access), given.session(), caller(access).user());
                assertThatThrownBy(() -> chat.parley.sessions().find(caller(access), given.session()))
                        .isInstanceOf(ChatException.NotFound.class);
            }
        }
    }

    @Test
    void turnIsFoundThroughItsOwnSessionOnly() {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            Caller stranger = caller(Access.NONE);
            SessionId own = chat.session(stranger);

            assertThatThrownBy(() -> chat.parley
                            .turns()
                            .find(stranger, own, given.accepted().turn().id()))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThatThrownBy(() -> chat.parley
                            .turns()
                            .stop(stranger, own, given.accepted().turn().id()))
                    .isInstanceOf(ChatException.NotFound.class);
        }
    }

    @Test
    void ownerCannotBeSharedWithNorShareOwnership() {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            assertThatThrownBy(() -> chat.parley.sessions().share(ALICE, given.session(), ALICE.user(), Access.VIEWER))
                    .isInstanceOf(ChatException.Conflict.class);
            assertThatThrownBy(() -> chat.parley.sessions().share(ALICE, given.session(), GUEST, Access.OWNER))
                    .isInstanceOf(ChatException.Invalid.class);
            assertThatThrownBy(() -> chat.parley.sessions().unshare(ALICE, given.session(), ALICE.user()))
                    .isInstanceOf(ChatException.NotFound.class);
        }
    }
}
