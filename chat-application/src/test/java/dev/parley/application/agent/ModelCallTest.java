package dev.parley.application.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Feeds;
import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.DraftStore;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TaskStore;
import dev.parley.application.port.TurnQueue;
import dev.parley.application.port.UserChannels;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.testkit.Given;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.Title;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is noted of a call of a model. */
@Timeout(30)
class ModelCallTest {
    private final Session session = Session.start(
            Given.sessionId(), Given.user(), new Title(""), Metadata.NONE, ProfileName.DEFAULT, null, Instant.EPOCH);
    private final AssistantMessage answer =
            AssistantMessage.streaming(Given.messageId(), session.id(), Given.turnId(), 3, Instant.EPOCH);
    private final Storage storage = new Storage(
            untouched(SessionStore.class),
            untouched(DraftStore.class),
            untouched(TurnQueue.class),
            untouched(FeedbackQueue.class),
            bus(),
            untouched(TaskStore.class),
            untouched(UserDirectory.class),
            untouched(UserChannels.class),
            untouched(DeliveryQueue.class));
    private final ModelCall call = new ModelCall(
            answer,
            new Feeds(storage, ChatLimits.defaults()).prepare(session.id()),
            new DraftSaver(storage.drafts(), storage.bus(), Duration.ofHours(1)),
            LogContext.none());

    private static <T> T untouched(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(
                ModelCallTest.class.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    private static EventBus bus() {
        return (EventBus) Proxy.newProxyInstance(
                ModelCallTest.class.getClassLoader(),
                new Class<?>[] {EventBus.class},
                (proxy, method, arguments) ->
                        method.getName().equals("listen") ? (EventBus.Registration) () -> {} : null);
    }

    private Reply replyOf(LanguageModel model) throws InterruptedException {
        call.start(model, new Prompt(session, answer.turnId(), "", List.of(), List.of(), null));
        assertThat(call.await(Duration.ofSeconds(20), true, () -> false)).isTrue();
        assertThat(call.failure()).isNull();
        return Objects.requireNonNull(call.reply());
    }

    private static Reply reply() {
        return new Reply(List.of(), "small", TokenUsage.NONE);
    }

    @Test
    void timeOfTheFirstTextIsNoted() throws InterruptedException {
        AtomicLong said = new AtomicLong();
        long before = System.nanoTime();
        Reply reply = replyOf((prompt, sink) -> {
            sink.append("");
            sink.append("first");
            said.set(System.nanoTime());
            while (System.nanoTime() - said.get() < 20_000_000) {
                Thread.onSpinWait();
            }
            sink.append(" and more");
            return reply();
        });

        assertThat(reply.firstText()).isNotNull().isBetween(Duration.ZERO, Duration.ofNanos(said.get() - before));
        assertThat(reply.withFirstText(null)).isEqualTo(reply());
    }

    @Test
    void answerWithoutTextHasNoTimeOfIt() throws InterruptedException {
        Reply reply = replyOf((prompt, sink) -> {
            sink.append("");
            return reply();
        });

        assertThat(reply).isEqualTo(reply());
    }

    @Test
    void answerWithoutAnEndIsCutOffAndKeepsItsText() throws InterruptedException {
        String piece = "x".repeat(10_000);

        call.start(
                (prompt, sink) -> {
                    while (true) {
                        sink.append(piece);
                    }
                },
                new Prompt(session, answer.turnId(), "", List.of(), List.of(), null));

        assertThat(call.await(Duration.ofSeconds(20), true, () -> false)).isTrue();
        assertThat(call.failure())
                .isInstanceOfSatisfying(
                        ChatException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE));
        assertThat(call.close()).hasSize(ModelCall.LONGEST / piece.length() * piece.length());
    }
}
