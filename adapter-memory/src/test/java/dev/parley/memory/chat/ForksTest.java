package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.application.testkit.ScriptedModel.script;
import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.Accepted;
import dev.parley.application.SessionView;
import dev.parley.application.WhenFull;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.Origin;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fork has the history up to a place, goes its own way, and leaves its source alone. */
@Timeout(60)
class ForksTest {
    private static SessionView fork(Chat chat, SessionId session) {
        return chat.parley.forks().fork(ALICE, session, null, WhenFull.REJECT);
    }

    @Test
    void forkCopiesTheWholeHistory() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Metadata metadata = Metadata.parse("{\"a\": 1}", chat.limits);
            chat.parley.sessions().update(ALICE, session, new Title("Tea"), metadata);
            chat.ended(chat.post(session, "One"));
            chat.model.next(script(say("Look")).calling(new ToolCall("1", "tool", "{}", "sig")));
            chat.ended(chat.post(session, "Two"));
            chat.model.next(say("Oh"), fail(new IllegalStateException("test")));
            chat.ended(chat.post(session, "Three"));
            chat.quiet(session);
            List<Event> before = chat.events(session);
            List<Message> source = chat.messages(session);
            SessionView fork = fork(chat, session);
            SessionId id = fork.session().id();

            assertThat(fork.session().origin())
                    .isEqualTo(new Origin(session, before.getLast().seq()));
            assertThat(fork.session().title()).isEqualTo(new Title("Tea"));
            assertThat(fork.session().metadata()).isEqualTo(metadata);
            assertThat(fork.session().status()).isEqualTo(SessionStatus.INITIALIZING);
            assertThat(fork.session().messageCount()).isEqualTo(source.size());
            assertThat(fork.access()).isEqualTo(Access.OWNER);
            assertThat(chat.messages(id))
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id", "sessionId", "turnId", "seq")
                    .isEqualTo(source);
            assertThat(chat.messages(id))
                    .allMatch(message -> message.sessionId().equals(id));
            assertThat(chat.messages(id))
                    .extracting(Message::id)
                    .doesNotContainAnyElementsOf(
                            source.stream().map(Message::id).toList());
            assertThatTurnsAreGroupedAlike(source, chat.messages(id));
            assertThat(chat.events(session)).isEqualTo(before);
            assertThat(chat.store().openTurns(id)).isEmpty();
        }
    }

    private static void assertThatTurnsAreGroupedAlike(List<Message> source, List<Message> copies) {
        Map<Object, Object> turns = new HashMap<>();
        for (int i = 0; i < source.size(); i++) {
            Object copied =
                    turns.putIfAbsent(source.get(i).turnId(), copies.get(i).turnId());
            assertThat(copied).isIn(null, copies.get(i).turnId());
            assertThat(copies.get(i).turnId()).isNotEqualTo(source.get(i).turnId());
        }
        assertThat(turns.values()).doesNotHaveDuplicates();
    }

    @Test
    void forkEndsAfterTheGivenNumber() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.ended(chat.post(session, "Two"));
            chat.quiet(session);
            long end = chat.store().find(session).orElseThrow().lastSeq();
            for (long after = 0; after <= end; after++) {
                long upTo = after;
                SessionView fork = chat.parley.forks().fork(ALICE, session, after, WhenFull.REJECT);

                assertThat(chat.messages(fork.session().id()))
                        .extracting(Message::text)
                        .isEqualTo(chat.messages(session).stream()
                                .filter(message -> message.seq() <= upTo)
                                .map(Message::text)
                                .toList());
                assertThat(fork.session().origin()).isEqualTo(new Origin(session, after));
            }
            for (long wrong : new long[] {-1, end + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> chat.parley.forks().fork(ALICE, session, wrong, WhenFull.REJECT))
                        .isInstanceOf(ChatException.Invalid.class);
            }
        }
    }

    @Test
    void modelSeesNoMoreInAForkThanInItsSource() {
        try (Chat chat = Chat.open(Chat.limits().activeSessionsPerUser(0).build())) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.quiet(session);
            long cleared = chat.parley
                    .sessions()
                    .clearContext(ALICE, session)
                    .session()
                    .contextAfter();
            chat.ended(chat.post(session, "Two"));
            chat.quiet(session);

            Session later = fork(chat, session).session();
            assertThat(chat.messages(later.id())).hasSize(4);
            assertThat(chat.parley.histories().context(ALICE, later.id()).messages())
                    .extracting(Message::text)
                    .containsExactly("Two", "You said: Two");
            Session earlier = chat.parley
                    .forks()
                    .fork(ALICE, session, cleared, WhenFull.REJECT)
                    .session();
            assertThat(chat.parley.histories().context(ALICE, earlier.id()).messages())
                    .extracting(Message::text)
                    .containsExactly("One", "You said: One");
            Session between = chat.parley
                    .forks()
                    .fork(ALICE, session, cleared + 1, WhenFull.REJECT)
                    .session();
            assertThat(chat.messages(between.id())).hasSize(2);
            assertThat(chat.parley.histories().context(ALICE, between.id()).messages())
                    .isEmpty();
        }
    }

    @Test
    void longHistoryIsCopiedWhole() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.store().change(session, change -> {
                for (int i = 0; i < 350; i++) {
                    Given.question(change, ALICE.user(), Given.messageId(), "Number " + i, 0);
                }
                return change.session();
            });
            SessionView fork = fork(chat, session);

            assertThat(chat.messages(fork.session().id()))
                    .extracting(Message::text)
                    .isEqualTo(
                            chat.messages(session).stream().map(Message::text).toList())
                    .hasSize(350);
        }
    }

    @Test
    void answerInProgressIsLeftOut() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(say("Half"), gate, say(" and half"));
            Accepted accepted = chat.post(session, "One");
            gate.awaitArrival();
            SessionView fork = fork(chat, session);

            assertThat(chat.messages(fork.session().id()))
                    .extracting(Message::text)
                    .containsExactly("One");
            gate.open();
            chat.ended(accepted);
            assertThat(chat.messages(fork.session().id()))
                    .extracting(Message::text)
                    .containsExactly("One");
            assertThat(fork.session().openAnswer()).isNull();
        }
    }

    @Test
    void modelSeesTheForkedHistory() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "My name is Alice"));
            chat.quiet(session);
            SessionId fork = fork(chat, session).session().id();
            chat.ended(chat.post(fork, "What is my name?"));

            assertThat(chat.model.prompts().getLast().messages())
                    .extracting(Message::text)
                    .containsExactly("My name is Alice", "You said: My name is Alice", "What is my name?");
            assertThat(chat.messages(session)).hasSize(2);
        }
    }

    @Test
    void endedSessionCanBeForked() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.parley.sessions().end(ALICE, session);
            SessionId fork = fork(chat, session).session().id();

            assertThat(chat.ended(chat.post(fork, "Two")).isEnded()).isTrue();
            assertThat(chat.messages(fork)).allMatch(message -> message.status() == MessageStatus.COMPLETED);
        }
    }

    @Test
    void forkOfAForkRemembersItsOwnSource() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.quiet(session);
            SessionId fork = fork(chat, session).session().id();
            SessionView second = fork(chat, fork);

            assertThat(second.session().origin()).isNotNull();
            assertThat(second.session().origin().sessionId()).isEqualTo(fork);
            assertThat(chat.messages(second.session().id())).hasSize(2);
        }
    }

    @Test
    void whoMayReadMayForkForThemselves() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.VIEWER);
            SessionView fork = chat.parley.forks().fork(BOB, session, null, WhenFull.REJECT);

            assertThat(fork.session().owner()).isEqualTo(BOB.user());
            assertThat(fork.session().participants()).isEmpty();
            assertThatThrownBy(() ->
                            chat.parley.sessions().find(ALICE, fork.session().id()))
                    .isInstanceOf(ChatException.NotFound.class);
            assertThatThrownBy(() -> chat.parley.forks().fork(EVE, session, null, WhenFull.REJECT))
                    .isInstanceOf(ChatException.NotFound.class);
        }
    }

    @Test
    void forkNeedsRoomOrMakesIt() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.session();
            chat.session();
            assertThatThrownBy(() -> fork(chat, session))
                    .isInstanceOfSatisfying(
                            ChatException.Conflict.class,
                            full -> assertThat(full.code()).isEqualTo(ErrorCode.TOO_MANY_ACTIVE_SESSIONS));

            assertThat(chat.parley
                            .forks()
                            .fork(ALICE, session, null, WhenFull.PAUSE_OLDEST)
                            .session()
                            .status())
                    .isEqualTo(SessionStatus.INITIALIZING);
        }
    }

    @Test
    void historyThatIsTooLongIsForkedInPart() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            String answer = "x".repeat(1_000_000);
            for (int i = 0; i < 9; i++) {
                chat.model.next(say(answer));
                chat.ended(chat.post(session, "More"));
            }
            chat.quiet(session);
            Message last = chat.messages(session).getLast();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> fork(chat, session))
                        .isInstanceOfSatisfying(
                                ChatException.Conflict.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SESSION_FULL))
                        .hasMessageContaining("after_seq=");
                assertThat(chat.parley
                                .forks()
                                .fork(ALICE, session, last.seq() - 1, WhenFull.PAUSE_OLDEST)
                                .session()
                                .messageCount())
                        .isEqualTo(17);
            }
        }
    }
}
