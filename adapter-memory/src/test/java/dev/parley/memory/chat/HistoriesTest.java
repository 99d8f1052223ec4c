package dev.parley.memory.chat;

import static dev.parley.application.testkit.ScriptedModel.fail;
import static dev.parley.application.testkit.ScriptedModel.say;
import static dev.parley.memory.chat.Chat.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Accepted;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.ScriptedModel.Gate;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading what was said, and what a model would see of it. */
@Timeout(60)
class HistoriesTest {
    @Test
    void exportGivesEveryMessageOnceInOrder() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            for (int size : new int[] {0, 1, 99, 1, 98, 1, 1}) {
                chat.store().change(session, change -> {
                    for (int i = 0; i < size; i++) {
                        Given.question(
                                change,
                                ALICE.user(),
                                Given.messageId(),
                                "Number " + change.session().messageCount(),
                                0);
                    }
                    return change.session();
                });
                List<Message> exported = new ArrayList<>();
                Session of = chat.parley.histories().export(ALICE, session, exported::add);

                assertThat(of.id()).isEqualTo(session);
                assertThat(exported)
                        .extracting(Message::text)
                        .isEqualTo(IntStream.range(0, of.messageCount())
                                .mapToObj(number -> "Number " + number)
                                .toList());
            }
        }
    }

    @Test
    void pageIsThatOfTheStore() {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "One"));
            MessageQuery query = new MessageQuery(session, 0, Long.MAX_VALUE, false, 1, 0);

            assertThat(chat.parley.histories().page(ALICE, query))
                    .isEqualTo(chat.store().history(query));
        }
    }

    @Test
    void contextKeepsTheNewestWholeTurnsWithinItsLimits() {
        try (Chat chat = Chat.open(Chat.limits().contextMessages(5).build())) {
            SessionId session = chat.session();
            for (int i = 0; i < 30; i++) {
                chat.ended(chat.post(session, "Question " + i));
            }
            ContextWindow context = chat.parley.histories().context(ALICE, session);

            assertThat(context.messages())
                    .extracting(Message::text)
                    .containsExactly("Question 28", "You said: Question 28", "Question 29", "You said: Question 29");
            assertThat(context.droppedMessages()).isPositive();
            assertThat(chat.model.prompts())
                    .allMatch(prompt -> prompt.messages().size() <= 5)
                    .last()
                    .satisfies(prompt -> assertThat(prompt.messages())
                            .extracting(Message::text)
                            .containsExactly(
                                    "Question 27",
                                    "You said: Question 27",
                                    "Question 28",
                                    "You said: Question 28",
                                    "Question 29"));
        }
    }

    @Test
    void contextKeepsTheTurnInProgressWhateverItsSize() {
        try (Chat chat =
                Chat.open(Chat.limits().contextTokens(10).contextMessages(1).build())) {
            SessionId session = chat.session();
            chat.ended(chat.post(session, "First"));
            String huge = "word ".repeat(900);
            chat.ended(chat.post(session, huge));

            assertThat(chat.model.prompts().getLast().messages())
                    .extracting(Message::text)
                    .containsExactly(huge);
        }
    }

    /** However many questions wait behind it, the question in progress is part of its own prompt. */
    @Test
    void contextFindsTheQuestionBehindAFullQueue() throws Exception {
        try (Chat chat =
                Chat.open(Chat.limits().contextMessages(2).queuedTurns(50).build())) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            Accepted first = chat.post(session, "First");
            gate.awaitArrival();
            Accepted last = first;
            for (int i = 0; i < 30; i++) {
                last = chat.post(session, "Waiting " + i);
            }
            gate.open();
            chat.ended(last);

            assertThat(chat.model.prompts())
                    .allSatisfy(prompt -> assertThat(prompt.messages())
                            .anyMatch(message -> prompt.turnId().equals(message.turnId())));
            assertThat(chat.model.prompts().get(1).messages())
                    .last()
                    .extracting(Message::text)
                    .isEqualTo("Waiting 0");
            assertThat(chat.model.prompts())
                    .as("no answer without its question, wherever the history is cut")
                    .allSatisfy(prompt -> assertThat(turnsOf(prompt.messages(), AssistantMessage.class))
                            .isSubsetOf(turnsOf(prompt.messages(), UserMessage.class)));
        }
    }

    private static Set<TurnId> turnsOf(List<Message> messages, Class<? extends Message> role) {
        return messages.stream().filter(role::isInstance).map(Message::turnId).collect(Collectors.toSet());
    }

    @Test
    void contextLeavesOutWhatWasCutOffWithoutAWord() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            chat.model
                    .next(fail(new IllegalStateException("test")))
                    .next(say("Half"), fail(new AssertionError("test")));
            chat.ended(chat.post(session, "One"));
            chat.ended(chat.post(session, "Two"));
            chat.ended(chat.post(session, "Three"));

            assertThat(chat.model.prompts().getLast().messages())
                    .extracting(Message::text)
                    .containsExactly("One", "Two", "Half", "Three");
        }
    }

    @Test
    void contextOfASessionInProgressIsWhatTheModelSees() throws Exception {
        try (Chat chat = Chat.open()) {
            SessionId session = chat.session();
            Gate gate = Gate.closed();
            chat.model.next(gate);
            chat.post(session, "One");
            gate.awaitArrival();
            chat.post(session, "Two");

            assertThat(chat.parley.histories().context(ALICE, session).messages())
                    .isEqualTo(chat.model.prompts().getFirst().messages());
            gate.open();
            chat.quiet(session);
        }
    }
}
