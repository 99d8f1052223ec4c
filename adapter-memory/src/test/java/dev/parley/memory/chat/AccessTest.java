package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.application.Accepted;
import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.Sessions;
import dev.parley.application.WhenFull;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody reads or writes a session without the right to: every use case, tried by everybody. */
@Timeout(60)
class AccessTest {
    /** Use cases that touch what is the caller's own and nothing else: they find it by the caller alone. */
    private static final Set<String> OF_THE_CALLERS_OWN = Set.of(
            "Sessions.start",
            "Sessions.current",
            "Sessions.currentOrNew",
            "Sessions.list",
            "FeedbackDesk.inbox",
            "Commands.list",
            "Usage.of",
            "Tasks.add",
            "Tasks.list",
            "Tasks.find",
            "Tasks.update",
            "Tasks.complete",
            "Tasks.delete",
            "Users.admit",
            "Sessions.startAndJoin",
            "Sessions.deleted",
            "Channels.list",
            "Channels.mailbox",
            "Channels.set",
            "Channels.remove",
            "Channels.sendCode",
            "Channels.verify",
            "Channels.test",
            "RateLimits.charge",
            "RateLimits.take");

    /**
     * What concerns no session but the server, and who may do it is told by roles; tried in {@link UsersTest}, {@link ChannelsTest},
     * {@link HousekeepingTest} and {@link OverviewTest}.
     */
    private static final Set<String> OF_ADMINISTRATORS = Set.of(
            "Users.list",
            "Users.change",
            "Channels.listOf",
            "Channels.setOf",
            "Channels.testOf",
            "Housekeeping.sweep",
            "Overview.of");

    private static final AskFeedback QUESTION = AskFeedback.of("Well?", FeedbackKind.FreeText.any());
    private static final UserId GUEST = new UserId("guest");

    /** Tries a use case and returns what it gives. */
    @FunctionalInterface
    interface Action {
        @Nullable
        Object perform(Chat chat, Caller caller, Touched given) throws Exception;
    }

    /** What there is to be touched. */
    record Touched(SessionId session, Accepted accepted, FeedbackRequestId question) {}

    /** Every use case that touches a session, with the access it takes. */
    enum UseCase {
        FIND(
                "Sessions.find",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.sessions().find(caller, given.session())),
        JOIN("Sessions.join", Access.VIEWER, (chat, caller, given) -> {
            Sessions.Joined joined = chat.parley.sessions().join(caller, given.session(), Position.START, () -> {});
            return joined.view() + readBy(joined.subscription());
        }),
        UPDATE(
                "Sessions.update",
                Access.OWNER,
                (chat, caller, given) ->
                        chat.parley.sessions().update(caller, given.session(), new Title("Mine"), null)),
        CLEAR(
                "Sessions.clearContext",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.sessions().clearContext(caller, given.session())),
        COMMAND(
                "Commands.run",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.commands().run(caller, given.session(), "/help")),
        MESSAGE_THAT_IS_A_COMMAND(
                "Commands.intercept",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.commands().intercept(caller, given.session(), "/limits")),
        PAUSE(
                "Sessions.pause",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.sessions().pause(caller, given.session())),
        RESUME(
                "Sessions.resume",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.sessions().resume(caller, given.session(), WhenFull.REJECT)),
        END(
                "Sessions.end",
                Access.OWNER,
                (chat, caller, given) -> chat.parley.sessions().end(caller, given.session())),
        DELETE("Sessions.delete", Access.OWNER, (chat, caller, given) -> {
            chat.parley.sessions().delete(caller, given.session());
            return null;
        }),
        RESTORE(
                "Sessions.restore",
                Access.OWNER,
                (chat, caller, given) -> chat.parley.sessions().restore(caller, given.session())),
        SHARE(
                "Sessions.share",
                Access.OWNER,
                (chat, caller, given) ->
                        chat.parley.sessions().share(caller, given.session(), new UserId("another"), Access.VIEWER)),
        UNSHARE_ANOTHER(
                "Sessions.unshare",
                Access.OWNER,
                (chat, caller, given) -> chat.parley.sessions().unshare(caller, given.session(), GUEST)),
        POST(
                "Conversations.post",
                Access.EDITOR,
                (chat, caller, given) ->
                        chat.parley.conversations().post(caller, given.session(), Chat.message("Hello"))),
        ASK(
                "Conversations.ask",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .conversations()
                        .ask(caller, given.session(), Chat.message("Hello"), Duration.ofSeconds(20))),
        PUBLISH(
                "Conversations.publish",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .conversations()
                        .publish(caller, given.session(), new EventPayload.Custom("test", JsonText.EMPTY_OBJECT))),
        TYPE("Conversations.typing", Access.EDITOR, (chat, caller, given) -> {
            chat.parley.conversations().typing(caller, given.session(), true);
            return null;
        }),
        STOP(
                "Turns.stop",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.turns().stop(caller, given.session(), null)),
        STOP_TURN(
                "Turns.stop",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley
                        .turns()
                        .stop(caller, given.session(), given.accepted().turn().id())),
        FIND_TURN(
                "Turns.find",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .turns()
                        .find(caller, given.session(), given.accepted().turn().id())),
        AWAIT_TURN(
                "Turns.awaitEnd",
                Access.VIEWER,
                (chat, caller, given) ->
                        chat.parley.turns().awaitEnd(caller, given.accepted().turn(), Duration.ofSeconds(20))),
        HISTORY(
                "Histories.page",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley
                        .histories()
                        .page(caller, new MessageQuery(given.session(), 0, Long.MAX_VALUE, true, 10, 0))),
        EXPORT("Histories.export", Access.VIEWER, (chat, caller, given) -> {
            List<Message> exported = new ArrayList<>();
            chat.parley.histories().export(caller, given.session(), exported::add);
            return exported;
        }),
        CONTEXT(
                "Histories.context",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.histories().context(caller, given.session())),
        CONTEXT_LIMITS(
                "Histories.contextLimits",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.histories().contextLimits(caller, given.session())),
        WATCH(
                "Histories.watch",
                Access.VIEWER,
                (chat, caller, given) ->
                        readBy(chat.parley.histories().watch(caller, given.session(), null, () -> {}))),
        LOG(
                "Histories.log",
                Access.VIEWER,
                (chat, caller, given) -> framesOf(chat.parley
                        .histories()
                        .log(caller, given.session(), Position.START)
                        .frames())),
        ASK_PEOPLE(
                "FeedbackDesk.ask",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.feedback().ask(caller, given.session(), null, QUESTION)),
        FIND_QUESTION(
                "FeedbackDesk.find",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.feedback().find(caller, given.session(), given.question())),
        LIST_QUESTIONS(
                "FeedbackDesk.list",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.feedback().list(caller, given.session(), null, 10, 0)),
        SEE_DELIVERIES(
                "FeedbackDesk.deliveries",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.feedback().deliveries(caller, given.session(), List.of())),
        RESPOND(
                "FeedbackDesk.respond",
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
                "FeedbackDesk.withdraw",
                Access.EDITOR,
                (chat, caller, given) -> chat.parley.feedback().withdraw(caller, given.session(), given.question())),
        LIMITS(
                "RateLimits.status",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.rateLimits().status(caller, given.session())),
        FORK(
                "Forks.fork",
                Access.VIEWER,
                (chat, caller, given) -> chat.parley.forks().fork(caller, given.session(), null, WhenFull.REJECT)),
        SEND(
                "ChannelChats.send",
                Access.EDITOR,
                (chat, caller, given) ->
                        sending(chat, caller).channelChats().send(caller, given.session(), ChannelKind.EMAIL));

        /** The method that is tried. */
        private final String method;

        final Access needed;
        private final Action action;

        UseCase(String method, Access needed, Action action) {
            this.method = method;
            this.needed = needed;
            this.action = action;
        }

        @Nullable
        Object perform(Chat chat, Caller caller, Touched given) throws Exception {
            return action.perform(chat, caller, given);
        }
    }

    /** A node that reaches somebody by email. */
    private static Parley sending(Chat chat, Caller caller) {
        Reachable.over(chat.storage, caller.user(), ChannelKind.EMAIL, 1);
        return chat.node(builder -> builder.channel(new RecordingChannel(ChannelKind.EMAIL)));
    }

    private static String readBy(Subscription subscription) {
        try (subscription) {
            return framesOf(Chat.drain(subscription));
        }
    }

    private static String framesOf(List<SharedFrame> frames) {
        return frames.stream().map(SharedFrame::frame).map(Frame::toString).collect(Collectors.joining("\n"));
    }

    static Caller caller(Access access) {
        return switch (access) {
            case OWNER -> ALICE;
            case EDITOR -> Caller.of("editor");
            case VIEWER -> Caller.of("viewer");
            case NONE -> Caller.of("stranger");
        };
    }

    static Touched given(Chat chat) {
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
                    assertThatCode(() -> useCase.perform(chat, caller(access), given))
                            .as("%s by %s", useCase, access)
                            .doesNotThrowAnyException();
                    chat.quiet(given.session());
                } else {
                    assertThatThrownBy(() -> useCase.perform(chat, caller(access), given))
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
                assertThatThrownBy(() -> useCase.perform(chat, stranger, given))
                        .isInstanceOf(ChatException.NotFound.class);
            }
        }
    }

    /** But for its owner, who may restore it. */
    @ParameterizedTest
    @EnumSource
    void deletedSessionIsThereForNobody(UseCase useCase) {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            chat.parley.sessions().delete(ALICE, given.session());
            List<Event> before = chat.events(given.session());
            for (Access access : Access.values()) {
                if (useCase != UseCase.RESTORE || access != Access.OWNER) {
                    assertThatThrownBy(() -> useCase.perform(chat, caller(access), given))
                            .as("%s by %s", useCase, access)
                            .isInstanceOf(ChatException.NotFound.class);
                }
            }
            assertThat(chat.events(given.session())).isEqualTo(before);
        }
    }

    /**
     * A refusal tells a stranger nothing that an invented id would not tell, neither by its words nor by the time it takes: the storage is asked
     * the same.
     */
    @ParameterizedTest
    @EnumSource
    void foreignAndUnknownSessionsAreRefusedAlike(UseCase useCase) {
        Calls calls = new Calls();
        try (Chat chat = Chat.open(ChatLimits.defaults(), calls::around)) {
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
            Touched unknown = new Touched(unknownId, unknownTurn, Given.requestId());
            AtomicReference<ChatException> first = new AtomicReference<>();
            AtomicReference<ChatException> second = new AtomicReference<>();

            List<String> asked = calls.during(() -> first.set(refusal(() -> useCase.perform(chat, stranger, foreign))));
            List<String> askedOfNothing =
                    calls.during(() -> second.set(refusal(() -> useCase.perform(chat, stranger, unknown))));

            ChatException refusal = first.get();
            ChatException same = second.get();
            assertThat(asked).isNotEmpty().isEqualTo(askedOfNothing);
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
    void everyUseCaseIsOnTheList() {
        Set<String> there = Arrays.stream(Parley.class.getMethods())
                .map(Method::getReturnType)
                .filter(type -> type.getPackage() == Parley.class.getPackage() && type != Parley.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> List.of(method.getParameterTypes()).contains(Caller.class))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = Arrays.stream(UseCase.values())
                .map(useCase -> useCase.method)
                .collect(Collectors.toCollection(TreeSet::new));
        listed.addAll(OF_THE_CALLERS_OWN);
        listed.addAll(OF_ADMINISTRATORS);

        assertThat(listed)
                .as("use cases, each of which is tried here by everybody or touches only what is the caller's own")
                .isEqualTo(there);
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

    /** Who may write in a session may wake it; the owner's other sessions are none of their business. */
    @Test
    void editorNeitherSeesNorPausesTheOwnersOtherSessions() {
        try (Chat chat = Chat.open()) {
            Touched given = given(chat);
            chat.parley.sessions().pause(ALICE, given.session());
            List<SessionId> others = List.of(chat.session(), chat.session(), chat.session());
            Caller editor = caller(Access.EDITOR);

            for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                    () -> chat.parley.sessions().resume(editor, given.session(), WhenFull.REJECT),
                    () -> chat.parley.sessions().resume(editor, given.session(), WhenFull.PAUSE_OLDEST),
                    () -> chat.parley.conversations().post(editor, given.session(), Chat.message("Hello")))) {
                ChatException refusal = refusal(attempt);
                assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_ACTIVE_SESSIONS);
                assertThat(refusal.details()).isEmpty();
                assertThat(refusal.sentence()).doesNotContain("3");
            }
            assertThat(others)
                    .allSatisfy(other -> assertThat(
                                    chat.store().find(other).orElseThrow().status())
                            .isEqualTo(SessionStatus.INITIALIZING));
            chat.parley.sessions().resume(ALICE, given.session(), WhenFull.PAUSE_OLDEST);
            assertThat(chat.store().find(others.getFirst()).orElseThrow().status())
                    .isEqualTo(SessionStatus.PAUSED);
        }
    }
}
