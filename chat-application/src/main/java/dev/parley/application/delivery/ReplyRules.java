package dev.parley.application.delivery;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Access;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the replies of a turn, inside one locked change of its session. An answer has no other way to whoever asked for it over a
 * channel, so it is tried for a day: at first as often as a question, then as seldom as a question is tried at most.
 */
final class ReplyRules {
    private static final Duration TRYING = Duration.ofHours(24);

    private static final String NOT_ALLOWED = "The person may not see the conversation any more.";
    private static final String NOT_USED = "The person cannot be reached over this channel any more.";
    private static final String NOT_HERE = "The channel is not set up on this server.";

    private final DeliverySettings settings;
    private final IdSource ids;
    private final AnswerTokens tokens;

    ReplyRules(DeliverySettings settings, IdSource ids, AnswerTokens tokens) {
        this.settings = settings;
        this.ids = ids;
        this.tokens = tokens;
    }

    /**
     * Begins what has to be sent for a turn that has ended.
     *
     * @param reach over what people can be reached; asked for anew each time this runs
     * @param room most attempts to begin
     */
    Step advance(SessionChange change, TurnId id, Supplier<Reach> reach, int room) {
        List<ChannelReply> replies = change.repliesOf(id);
        Reach now = reach.get();
        if (replies.isEmpty()) {
            return new Step(List.of(), false, now.unused());
        }
        return new Pass(change, change.turn(id), now, room).run(replies);
    }

    /** One change of one turn's replies. */
    private final class Pass {
        private final SessionChange change;
        private final Turn turn;
        private final Reach reach;
        private final int room;
        private final Instant now;
        private final List<Attempt> attempts = new ArrayList<>();

        Pass(SessionChange change, Turn turn, Reach reach, int room) {
            this.change = change;
            this.turn = turn;
            this.reach = reach;
            this.room = room;
            this.now = change.now();
        }

        Step run(List<ChannelReply> replies) {
            List<ChannelReply> due = replies.stream()
                    .filter(reply -> reply.isDue(turn.isEnded(), now))
                    .toList();
            due.stream().limit(room).forEach(this::see);
            return new Step(attempts, due.size() > room, reach.unused());
        }

        private void see(ChannelReply reply) {
            Optional<UserChannel> to =
                    reach.of(reply.key().recipient(), reply.key().channel());
            boolean isHere = reach.kinds().contains(reply.key().channel());
            if (!change.session().allows(reply.key().recipient(), Access.VIEWER)) {
                settle(change, reply.givenUp(NOT_ALLOWED, now));
            } else if (to.isEmpty()) {
                settle(change, reply.givenUp(NOT_USED, now));
            } else if (!isHere) {
                settle(change, retried(reply, NOT_HERE, null, turn, now));
            } else if (reply.attempt() != null) {
                begin(reply.lookInto(now.plus(settings.lease())), to.get(), true);
            } else {
                Duration pause = reach.pause(to.get());
                if (pause.isZero()) {
                    reach.use(to.get());
                    begin(reply.begin(ids.next(), now.plus(settings.lease()), now), to.get(), false);
                } else {
                    change.save(reply.postponed(now.plus(pause)));
                }
            }
        }

        private void begin(ChannelReply begun, UserChannel to, boolean lost) {
            change.save(begun);
            List<Message> messages = change.messagesOf(turn.id());
            String text = remarks(messages, to.kind()).reduce(told(turn, messages), ReplyRules::joined);
            attempts.add(new Attempt.OfReply(begun, to, text, tokens.mailbox(to), lost));
        }
    }

    /** What is to be said about what was written over a channel, below its answer. */
    private static Stream<String> remarks(List<Message> messages, ChannelKind channel) {
        return messages.stream()
                .filter(UserMessage.class::isInstance)
                .map(UserMessage.class::cast)
                .filter(message -> message.channel() == channel)
                .flatMap(message -> UnreadFiles.remark(message.text()).stream());
    }

    /** What is told of a turn that ended: its answer, and what went wrong. */
    private static String told(Turn turn, List<Message> messages) {
        String answer = messages.reversed().stream()
                .filter(AssistantMessage.class::isInstance)
                .map(Message::text)
                .findFirst()
                .orElse("")
                .strip();
        return switch (turn.state()) {
            case TurnState.Failed(Instant at, TurnFailure failure) ->
                joined(
                        answer,
                        "*The agent could not answer: %s What you wrote is kept; write again to have another try.*"
                                .formatted(failure.message()));
            case TurnState.Cancelled(Instant at, CancelReason reason) -> joined(answer, cancelled(reason));
            case TurnState.Completed completed -> answer.isEmpty() ? "*The agent had nothing to say.*" : answer;
            case TurnState.Queued queued -> throw new IllegalStateException("the turn has not begun");
            case TurnState.Running running -> throw new IllegalStateException("the turn runs");
            case TurnState.AwaitingFeedback awaiting -> throw new IllegalStateException("the turn waits for people");
        };
    }

    private static String cancelled(CancelReason reason) {
        return switch (reason) {
            case STOPPED -> "*The answer was stopped.*";
            case INTERRUPTED -> "*The answer was interrupted by a newer message.*";
            case SESSION_ENDED -> "*The conversation was ended before it was answered; write again to go on.*";
        };
    }

    private static String joined(String answer, String remark) {
        return answer.isEmpty() ? remark : answer + "\n\n" + remark;
    }

    /**
     * Notes what became of an attempt, unless another one has taken its place.
     *
     * @return whether somebody has to see to the turn at once
     */
    boolean note(SessionChange change, Attempt.OfReply attempt, Result result) {
        TurnId id = attempt.reply().key().turnId();
        Optional<ChannelReply> before = change.repliesOf(id).stream()
                .filter(reply -> reply.key().equals(attempt.reply().key()))
                .filter(reply -> attempt.id().equals(reply.attempt()))
                .findFirst();
        before.ifPresent(reply -> settle(change, after(reply, result, change.turn(id), change.now())));
        return false;
    }

    private ChannelReply after(ChannelReply reply, Result result, Turn turn, Instant now) {
        return switch (result) {
            case Result.Sent(String receipt) -> reply.sent(receipt, now);
            case Result.Refused(String why) -> reply.givenUp(why, now);
            case Result.Unavailable(String why, Duration asked) -> retried(reply, why, asked, turn, now);
            case Result.Unknown(String why) -> retried(reply, why, null, turn, now);
            case Result.Unclear(String why) ->
                isTooLate(turn, now) ? reply.givenUp(why, now) : reply.unclear(why, now.plus(pause(reply, null)), now);
        };
    }

    private ChannelReply retried(ChannelReply reply, String why, @Nullable Duration asked, Turn turn, Instant now) {
        return isTooLate(turn, now) ? reply.givenUp(why, now) : reply.failed(why, now.plus(pause(reply, asked)), now);
    }

    private Duration pause(ChannelReply reply, @Nullable Duration asked) {
        return settings.pauseAfter(reply.failures(), reply.attempt(), asked)
                .orElse(settings.retries().longestPause());
    }

    private static boolean isTooLate(Turn turn, Instant now) {
        return turn.state() instanceof TurnState.Ended ended
                && ended.at().plus(TRYING).isBefore(now);
    }

    private static void settle(SessionChange change, ChannelReply after) {
        change.save(after);
        if (!after.isOpen()) {
            change.emit(new EventPayload.AnswerDelivery(after.key().turnId(), after.state()));
        }
    }
}
