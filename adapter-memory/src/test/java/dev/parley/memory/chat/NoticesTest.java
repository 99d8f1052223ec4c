package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.port.EventBus.Registration;
import dev.parley.application.port.Notice;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told of, whatever session they are looking at. */
@Timeout(60)
class NoticesTest {
    private static final AskFeedback QUESTION = AskFeedback.of("Which one?", FeedbackKind.FreeText.any());
    private static final Duration LIFE = Duration.ofHours(24);

    /** What somebody hears. */
    private static final class Ear implements AutoCloseable {
        private final List<Notice> heard = new CopyOnWriteArrayList<>();
        private final Registration registration;

        Ear(Chat chat, Caller caller) {
            registration = chat.parley.notices().listen(caller.user(), heard::add);
        }

        Ear hears(Notice... notices) {
            Chat.await().until(() -> heard.size() >= notices.length);
            assertThat(heard).containsExactly(notices);
            return this;
        }

        @Override
        public void close() {
            registration.close();
        }
    }

    /** Something is told to a person behind everything that was told before. */
    private static Notice last(Chat chat, Caller person) {
        SessionId other = chat.session(Caller.of("somebody"));
        chat.parley.sessions().share(Caller.of("somebody"), other, person.user(), Access.VIEWER);
        return new Notice.SessionShared(other, "", Access.VIEWER);
    }

    @Test
    void questionAndItsEndAreToldToThoseWhoMayAnswer() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.parley.sessions().share(ALICE, session, BOB.user(), Access.EDITOR);
            try (Ear early = new Ear(chat, EVE)) {
                chat.parley.sessions().share(ALICE, session, EVE.user(), Access.VIEWER);
                early.hears(new Notice.SessionShared(session, "", Access.VIEWER));
            }
            try (Ear owner = new Ear(chat, ALICE);
                    Ear viewer = new Ear(chat, EVE)) {
                FeedbackRequest asked = chat.parley.feedback().ask(BOB, session, null, QUESTION);
                Notice told = new Notice.FeedbackRequested(session, asked.id(), "Which one?", asked.expiresAt());
                owner.hears(told);
                chat.parley
                        .feedback()
                        .respond(BOB, session, asked.id(), UUID.randomUUID(), new FeedbackAnswer.Text("this"));

                owner.hears(told, new Notice.FeedbackEnded(session, asked.id(), FeedbackStatus.ANSWERED));
                viewer.hears(last(chat, EVE));
            }
        }
    }

    @Test
    void questionToNamedPeopleIsToldToThemAlone() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            try (Ear owner = new Ear(chat, ALICE);
                    Ear named = new Ear(chat, EVE)) {
                FeedbackRequest asked = chat.parley
                        .feedback()
                        .ask(
                                ALICE,
                                session,
                                null,
                                new AskFeedback("Eve?", FeedbackKind.FreeText.any(), Set.of(EVE.user()), null, null));
                chat.parley.feedback().withdraw(ALICE, session, asked.id());

                named.hears(
                        new Notice.FeedbackRequested(session, asked.id(), "Eve?", asked.expiresAt()),
                        new Notice.FeedbackEnded(session, asked.id(), FeedbackStatus.CANCELLED));
                owner.hears(last(chat, ALICE));
            }
        }
    }

    @Test
    void oneWhoLeftHearsNothingAndOneWhoFailsHurtsNobody() {
        try (Chat chat = Chat.open();
                Registration failing = chat.parley.notices().listen(BOB.user(), notice -> {
                    throw new IllegalStateException("a listener that fails, as the test wants it");
                });
                Ear stayed = new Ear(chat, BOB)) {
            Ear left = new Ear(chat, BOB);
            left.close();
            left.close();
            assertThat(chat.parley.notices().size()).isEqualTo(2);

            stayed.hears(last(chat, BOB));
            left.hears();
        }
    }

    @Test
    void ownerIsWarnedOnceUnlessTheSessionIsUsedAgain() {
        try (Chat chat = Chat.open();
                Ear owner = new Ear(chat, ALICE)) {
            SessionId session = chat.session();
            Instant first = chat.store().find(session).orElseThrow().lastActiveAt();
            chat.time.advance(LIFE.minusHours(1).minusMinutes(1));
            chat.parley.housekeeping().sweep();
            assertThat(owner.heard).isEmpty();
            chat.time.advance(Duration.ofMinutes(2));
            chat.parley.housekeeping().sweep();
            chat.time.advance(Duration.ofMinutes(2));
            chat.parley.housekeeping().sweep();
            Notice warning = new Notice.SessionExpiring(session, "", first.plus(LIFE));
            owner.hears(warning);

            chat.ended(chat.post(session, "I am back"));
            chat.quiet(session);
            chat.time.advance(Duration.ofMinutes(2));
            chat.parley.housekeeping().sweep();
            Instant second = chat.store().find(session).orElseThrow().lastActiveAt();
            chat.time.advance(LIFE.minusMinutes(30));
            chat.parley.housekeeping().sweep();

            owner.hears(warning, new Notice.SessionExpiring(session, "", second.plus(LIFE)));
        }
    }

    @Test
    void sessionWithAnOpenQuestionDoesNotExpireAndNobodyIsWarned() {
        try (Chat chat = Chat.open();
                Ear owner = new Ear(chat, ALICE)) {
            SessionId session = chat.session();
            FeedbackRequest asked = chat.parley.feedback().ask(ALICE, session, null, QUESTION);
            chat.time.advance(LIFE.minusMinutes(30));
            chat.parley.housekeeping().sweep();

            owner.hears(
                    new Notice.FeedbackRequested(session, asked.id(), "Which one?", asked.expiresAt()),
                    last(chat, ALICE));
        }
    }
}
