package dev.parley.channel.slack;

import dev.parley.application.ChannelChats;
import dev.parley.application.ChatResult;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people write to the agent in their conversations with the app: what one person writes in its order, what different people write
 * side by side, so much at a time at most. It is acknowledged when it is stored, or will never be; whoever wrote in vain is told why. Safe for
 * many threads.
 */
final class SlackTalks {
    private static final Logger LOG = LoggerFactory.getLogger(SlackTalks.class);
    private static final int MOST_OF_ONE = 16;
    private static final int MOST_TOLD_AT_ONCE = 16;
    private static final int REFUSALS_AN_HOUR = 20;
    private static final int MOST_REMEMBERED = 1_000;

    /** Slack waits three seconds, and then sends it again. */
    private static final Duration PATIENCE = Duration.ofMillis(2_500);

    private static final String CHANGED =
            "Parley keeps your message as it was when you sent it. If you want to correct something, please write it in the thread.";

    private final SlackChannel channel;
    private final ChannelChats chats;
    private final SlackPeople people;
    private final Semaphore room = new Semaphore(SlackInbox.MOST_AT_ONCE);
    private final Semaphore telling = new Semaphore(MOST_TOLD_AT_ONCE);
    private final Lanes lanes = new Lanes(MOST_OF_ONE);
    private final Hourly hints;
    private final Hourly changes;
    private final Hourly refusals;
    private final Recent<UUID, Boolean> refused = new Recent<>(MOST_REMEMBERED);

    SlackTalks(SlackChannel channel, ChannelChats chats, SlackPeople people, InstantSource time) {
        this.channel = channel;
        this.chats = chats;
        this.people = people;
        this.hints = new Hourly(1, time);
        this.changes = new Hourly(1, time);
        this.refusals = new Hourly(REFUSALS_AN_HOUR, time);
    }

    /**
     * Begins to take a message, and returns at once.
     *
     * @return what Slack is told, in time; what is stored later is taken when it comes again
     */
    CompletableFuture<InboxReply> take(WrittenMessage message) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(new InboxReply.Busy());
        }
        CompletableFuture<InboxReply> reply = new CompletableFuture<>();
        boolean begun = lanes.add(message.user(), new BigDecimal(message.place().ts()), () -> {
            try {
                reply.complete(receive(message));
            } finally {
                room.release();
            }
        });
        if (!begun) {
            room.release();
            return CompletableFuture.completedFuture(new InboxReply.Busy());
        }
        return reply.completeOnTimeout(new InboxReply.Busy(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private InboxReply receive(WrittenMessage message) {
        try {
            if (people.isOurs(message.team())) {
                receive(message, people.find(message.user(), message.team()));
            }
            return InboxReply.Taken.PLAIN;
        } catch (ChatException | SlackException passing) {
            LOG.warn("A message from Slack could not be taken: {}", passing.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            LOG.error("What somebody wrote in Slack could not be taken.", broken);
        }
        return new InboxReply.Busy();
    }

    private void receive(WrittenMessage message, Optional<ChannelAddress> sender) {
        if (sender.isEmpty()) {
            hint(message);
        } else {
            switch (chats.receive(message.from(sender.get()))) {
                case ChatResult.Taken taken -> {
                    // The answer goes back when it is there.
                }
                case ChatResult.UnknownSender unknown -> hint(message);
                case ChatResult.Refused(String sentence) -> refuse(message, sentence);
                case ChatResult.Unproven unproven ->
                    throw new IllegalStateException("what Slack vouches for needs no other proof");
            }
        }
    }

    private void hint(WrittenMessage message) {
        if (hints.take(message.user())) {
            String sentence =
                    "Your message was not taken: Parley does not know which of its users you are. Add Slack to your channels in Parley, with your member id %s, and confirm it with the code that is sent to you here."
                            .formatted(message.user());
            tell(() ->
                    channel.messages().whisper(message.user(), message.place().channel(), sentence));
        }
    }

    /** Tells somebody that what was taken stays as it was, but not at each time. */
    void changed(WrittenMessage.Change change) {
        if (changes.take(change.user())) {
            tell(() -> channel.messages().whisper(change.user(), change.channel(), CHANGED));
        }
    }

    /** In the thread of the message, and once for each. */
    private void refuse(WrittenMessage message, String sentence) {
        String name = "parley refusal\n" + message.place().receipt().value();
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        if (refused.add(id, true) && refusals.take(message.user())) {
            Outgoing.Note note = new Outgoing.Note(
                    id,
                    message.user(),
                    "About your message",
                    sentence,
                    message.place().receipt());
            tell(() -> channel.send(note));
        }
    }

    /** Tells somebody something. */
    @FunctionalInterface
    private interface Telling {
        void run() throws SlackException, UndeliveredException, InterruptedException;
    }

    /** Beside what is taken, which must not wait for it; those for whom there is no room are not told. */
    private void tell(Telling what) {
        if (!telling.tryAcquire()) {
            return;
        }
        Thread.ofVirtual().name("parley-slack-telling").start(() -> {
            try {
                what.run();
            } catch (SlackException | UndeliveredException untold) {
                LOG.warn("Nobody could be told why a message from Slack was not taken: {}", untold.getMessage());
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } finally {
                telling.release();
            }
        });
    }

    /** How many more could be taken now. */
    int room() {
        return room.availablePermits();
    }

    /** Whether nothing is taken or told now. */
    boolean isAtRest() {
        return room() == SlackInbox.MOST_AT_ONCE && telling.availablePermits() == MOST_TOLD_AT_ONCE;
    }

    /**
     * Takes nothing any more, and waits for what is taken and told.
     *
     * @return whether that came to its end
     */
    boolean leave(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        return room.tryAcquire(SlackInbox.MOST_AT_ONCE, most.toNanos(), TimeUnit.NANOSECONDS)
                && telling.tryAcquire(MOST_TOLD_AT_ONCE, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
