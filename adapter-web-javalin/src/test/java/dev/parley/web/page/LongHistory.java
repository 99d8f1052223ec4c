package dev.parley.web.page;

import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.testkit.Given;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.util.List;

/** A session in which a lot was said: {@code question 1}, {@code answer 1}, {@code question 2} and so on. */
final class LongHistory {
    private static final int AT_ONCE = 500;

    private LongHistory() {}

    /** @return the session's id */
    static String of(int pairs, SessionStore store, String owner) {
        Session session = Given.session(store, new UserId(owner), "A long talk");
        for (int first = 1; first <= pairs; first += AT_ONCE) {
            int from = first;
            int to = Math.min(pairs, first + AT_ONCE - 1);
            Given.changed(store, session, change -> {
                change.save(change.session().touch(change.now()));
                for (int number = from; number <= to; number++) {
                    say(change, number);
                }
            });
        }
        return session.id().toString();
    }

    private static void say(SessionChange change, int number) {
        TurnId turn = Given.turnId();
        UserMessage question = change.save(new UserMessage(
                Given.messageId(),
                change.session().id(),
                turn,
                change.nextSeq(),
                change.session().owner(),
                "question " + number,
                change.now()));
        change.emit(new EventPayload.MessageCreated(question));
        AssistantMessage answer = change.save(new AssistantMessage(
                Given.messageId(),
                change.session().id(),
                turn,
                change.nextSeq(),
                MessageStatus.COMPLETED,
                "answer " + number + "\n\nwith **two** paragraphs",
                List.of(),
                null,
                TokenUsage.NONE,
                null,
                change.now(),
                change.now()));
        change.emit(new EventPayload.MessageCreated(answer));
    }
}
