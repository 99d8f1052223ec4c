package dev.parley.channel.slack;

import dev.parley.application.ChannelAnswers;
import dev.parley.application.ChannelChats;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people do in Slack, whatever way it comes. Answers are acknowledged at once and worked on afterwards, by so many threads at most;
 * messages are acknowledged when they are stored. What comes again is taken once. Safe for many threads.
 */
public final class SlackInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackInbox.class);
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration LEAVE = Duration.ofSeconds(10);

    /** Slack waits three seconds for what shall become of a form. */
    private static final Duration PROMPT = Duration.ofSeconds(2);

    /** How many things are worked on at once. */
    static final int MOST_AT_ONCE = 64;

    private final SlackAnswers answers;
    private final SlackTalks talks;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Recent<String, Boolean> seen = new Recent<>(MOST_REMEMBERED);

    public SlackInbox(
            SlackSettings settings,
            SlackChannel channel,
            ChannelAnswers answers,
            ChannelChats chats,
            InstantSource time) {
        SlackPeople people = new SlackPeople(channel.api(), answers, settings.mapByEmail());
        this.answers = new SlackAnswers(channel, answers, people);
        this.talks = new SlackTalks(channel, chats, people, time);
    }

    /** Takes a press of a button or a form that was filled in. */
    InboxReply interaction(Payload payload) {
        return switch (payload.text("type").orElse("")) {
            case "block_actions" -> press(payload);
            case "view_submission" -> submission(payload);
            default -> InboxReply.Taken.PLAIN;
        };
    }

    /**
     * Begins to take an event of the Events API, and returns at once: whoever gives several gives them in their order.
     *
     * @return what Slack is told, in time
     */
    CompletableFuture<InboxReply> event(Payload payload) {
        return WrittenMessage.of(payload)
                .map(talks::take)
                .orElseGet(() -> CompletableFuture.completedFuture(otherEvent(payload)));
    }

    private InboxReply otherEvent(Payload payload) {
        WrittenMessage.change(payload).ifPresent(talks::changed);
        if (payload.text("type").filter("url_verification"::equals).isPresent()) {
            return payload.text("challenge")
                    .<InboxReply>map(challenge -> new InboxReply.Taken(Map.of("challenge", challenge)))
                    .orElse(InboxReply.Taken.PLAIN);
        }
        String event = payload.text("event", "type").orElse("");
        boolean isEnd = event.equals("app_uninstalled") || event.equals("tokens_revoked");
        if (isEnd && payload.text("event_id").filter(id -> seen.add(id, true)).isPresent()) {
            LOG.warn(
                    "Slack says that the app was removed or its tokens were revoked; nobody can be reached there until it is installed again.");
        }
        return InboxReply.Taken.PLAIN;
    }

    private InboxReply press(Payload payload) {
        Optional<Payload> action = payload.list("actions").stream().findFirst();
        Optional<String> name = action.flatMap(pressed -> pressed.text("action_id"));
        Optional<Interaction> interaction = Interaction.of(payload, action.flatMap(pressed -> pressed.text("value")));
        if (name.isEmpty() || interaction.isEmpty()) {
            return InboxReply.Taken.PLAIN;
        }
        Start start = start(interaction.get(), () -> answers.pressed(interaction.get(), name.get()));
        return start == Start.FULL ? new InboxReply.Busy() : InboxReply.Taken.PLAIN;
    }

    private InboxReply submission(Payload payload) {
        Optional<Interaction> interaction = Interaction.of(payload, payload.text("view", "private_metadata"));
        Optional<Payload> state = payload.at("view", "state", "values");
        boolean isOurs = payload.text("view", "callback_id")
                .filter(AnswerForm.CALLBACK::equals)
                .isPresent();
        if (!isOurs || interaction.isEmpty() || state.isEmpty()) {
            return InboxReply.Taken.PLAIN;
        }
        CompletableFuture<InboxReply> prompt = new CompletableFuture<>();
        Start start = start(interaction.get(), () -> answers.submitted(interaction.get(), state.get(), prompt));
        return switch (start) {
            case STARTED -> await(prompt);
            case KNOWN -> InboxReply.Taken.PLAIN;
            case FULL -> new InboxReply.Busy();
        };
    }

    /** The reply, if it comes in time; else whoever sent the form is told elsewhere. */
    private static InboxReply await(CompletableFuture<InboxReply> prompt) {
        try {
            return prompt.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            return prompt.complete(InboxReply.Taken.PLAIN) ? InboxReply.Taken.PLAIN : prompt.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return InboxReply.Taken.PLAIN;
        }
    }

    /** Whether something is worked on now. */
    private enum Start {
        STARTED,
        /** It is, or was before. */
        KNOWN,
        FULL
    }

    /** @param work says whether it is done for good; else it may come again */
    private Start start(Interaction interaction, Work work) {
        if (!room.tryAcquire()) {
            return Start.FULL;
        }
        if (!seen.add(interaction.trigger(), true)) {
            room.release();
            return Start.KNOWN;
        }
        Thread.ofVirtual().name("parley-slack-answer").start(() -> {
            boolean done = false;
            try {
                done = work.run();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException broken) {
                LOG.error("What somebody did in Slack could not be worked on.", broken);
            } finally {
                if (!done) {
                    seen.forget(interaction.trigger());
                }
                room.release();
            }
        });
        return Start.STARTED;
    }

    /** Works on something that came in. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws InterruptedException;
    }

    /** How many more answers could be worked on now. */
    int room() {
        return room.availablePermits();
    }

    /** How many more messages could be taken now. */
    int talkRoom() {
        return talks.room();
    }

    /** Whether no message is taken now, and nobody told of one. */
    boolean isSilent() {
        return talks.isAtRest();
    }

    /** Takes nothing any more, and waits a little for what is worked on. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            boolean taken = talks.leave(LEAVE);
            boolean answered = room.tryAcquire(MOST_AT_ONCE, LEAVE.toMillis(), TimeUnit.MILLISECONDS);
            if (!taken || !answered) {
                LOG.warn("What some people did in Slack was not worked on to its end.");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
