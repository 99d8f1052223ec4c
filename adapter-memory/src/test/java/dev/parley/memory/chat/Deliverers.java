package dev.parley.memory.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.ScriptedChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.RetryPolicy;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A chat with a node that has channels for email, Slack and webhooks, all scripted. */
final class Deliverers implements AutoCloseable {
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    final Chat chat = Chat.open();
    final ScriptedChannel email = new ScriptedChannel(ChannelKind.EMAIL);
    final ScriptedChannel slack = new ScriptedChannel(ChannelKind.SLACK);
    final ScriptedChannel webhook = new ScriptedChannel(ChannelKind.WEBHOOK);
    final DeliverySettings settings;
    final Parley node;
    final SessionId session;

    private Deliverers(DeliverySettings settings, Consumer<ParleyBuilder> more) {
        this.settings = settings;
        this.node = node(more);
        this.session = chat.session();
    }

    static Deliverers open() {
        return open(3);
    }

    static Deliverers open(int retries) {
        return open(settings(retries, Duration.ofMinutes(30)), builder -> {});
    }

    static Deliverers open(DeliverySettings settings, Consumer<ParleyBuilder> more) {
        return new Deliverers(settings, more);
    }

    static DeliverySettings settings(int retries, Duration timeout) {
        return new DeliverySettings(
                DeliveryMode.FALLBACK,
                new RetryPolicy(retries, timeout, Duration.ofSeconds(1), LONGEST_PAUSE),
                Duration.ofMinutes(30),
                8);
    }

    /** Another node with the same channels. */
    Parley node(Consumer<ParleyBuilder> more) {
        return chat.node((ParleyBuilder builder) -> {
            builder.channel(email).channel(slack).channel(webhook).deliveries(settings);
            more.accept(builder);
        });
    }

    void reach(Caller person, ChannelKind kind, int priority) {
        reach(person.user(), kind, priority);
    }

    void reach(UserId person, ChannelKind kind, int priority) {
        Reachable.over(chat.storage, person, kind, priority);
    }

    /** Somebody asks everyone who may write. */
    FeedbackRequest ask(UserId... responders) {
        return ask(DeliveryChoice.USUAL, responders);
    }

    FeedbackRequest ask(DeliveryChoice choice, UserId... responders) {
        return node.feedback()
                .ask(
                        Chat.ALICE,
                        session,
                        null,
                        new AskFeedback(
                                "Which one?", FeedbackKind.FreeText.any(), Set.of(responders), null, null, choice));
    }

    static DeliveryChoice parallel(ChannelKind... channels) {
        return new DeliveryChoice(DeliveryMode.PARALLEL, Set.of(channels));
    }

    FeedbackRequest answer(FeedbackRequest question, Caller by) {
        return node.feedback()
                .respond(by, session, question.id(), UUID.randomUUID(), new FeedbackAnswer.Text("this one"));
    }

    /** What the owner sees. */
    List<DeliveryState> deliveries(FeedbackRequest question) {
        return node.feedback().find(Chat.ALICE, session, question.id()).deliveries();
    }

    /** As {@code alice email sent 1}, in lines. */
    String told(FeedbackRequest question) {
        return deliveries(question).stream()
                .map(delivery -> "%s %s %s %d"
                        .formatted(
                                delivery.recipient(),
                                delivery.channel().wireName(),
                                delivery.status().wireName(),
                                delivery.attempts()))
                .collect(Collectors.joining("\n"));
    }

    /** Waits until the deliveries are so, and nothing is under way. */
    void await(FeedbackRequest question, String... lines) {
        String expected = String.join("\n", lines);
        Chat.await().until(() -> told(question), expected::equals);
    }

    /** Waits until the deliveries are so, and lets time pass until they are not. */
    void retry(FeedbackRequest question, String... lines) {
        await(question, lines);
        String before = String.join("\n", lines);
        Chat.await().until(() -> {
            boolean isSo = told(question).equals(before);
            if (isSo && isAtRest(question)) {
                pass();
            }
            return !isSo;
        });
    }

    /** Lets time pass until the deliveries are so. */
    void lastly(FeedbackRequest question, String... lines) {
        String expected = String.join("\n", lines);
        Chat.await().until(() -> {
            boolean isSo = told(question).equals(expected);
            if (!isSo && isAtRest(question)) {
                pass();
            }
            return isSo;
        });
    }

    /** Waits until a delivery waits for its time, and lets some pass. */
    void later(FeedbackRequest question, String... lines) {
        await(question, lines);
        Chat.await().until(() -> isAtRest(question));
        pass();
    }

    private void pass() {
        chat.time.advance(LONGEST_PAUSE);
        node.housekeeping().sweep();
    }

    /** Nothing is being sent, and nobody has to do anything now. */
    private boolean isAtRest(FeedbackRequest question) {
        return chat.storage.deliveries().due(1).isEmpty()
                && chat.storage.deliveries().of(List.of(question.id())).get(question.id()).stream()
                        .noneMatch(delivery -> delivery.attempt() != null);
    }

    /** Whatever was begun has ended, and nothing happens any more. */
    void requireRest(FeedbackRequest question) {
        String now = told(question);
        pass();
        Chat.await().until(() -> chat.storage.deliveries().due(100).isEmpty());
        assertThat(told(question)).isEqualTo(now);
    }

    @Override
    public void close() {
        chat.close();
    }
}
