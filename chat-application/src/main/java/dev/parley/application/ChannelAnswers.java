package dev.parley.application;

import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.ReplyWords;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Answers that come over other channels than the web: by a link, a button, or a reply. Whoever sends one is who the token says that comes with
 * it, and for a button or a reply the verified address that it comes from has to be theirs, too; so nobody needs to log in. Each answer is
 * charged to its sender, and only then given to the {@link FeedbackDesk}, which decides. Safe for many threads.
 */
public final class ChannelAnswers {
    private static final AnswerResult.Refused FORGED = new AnswerResult.Refused(
            AnswerResult.Reason.FORGED,
            "This is no valid way to answer a question: it was changed on its way, or what it led to is not there any more.");

    private static final AnswerResult.Refused WRONG_SENDER = new AnswerResult.Refused(
            AnswerResult.Reason.WRONG_SENDER,
            "Your answer did not count, since it does not come from the address to which the question was sent.");

    private static final AnswerResult.Refused NOT_USED = new AnswerResult.Refused(
            AnswerResult.Reason.FORBIDDEN,
            "Your answer did not count, since this channel is switched off in your settings, or its address is not confirmed.");

    private static final String SPACE = "parley answer\n";

    private final FeedbackDesk desk;
    private final FeedbackQueue queue;
    private final UserChannels channels;
    private final Users users;
    private final RateLimits rateLimits;
    private final AnswerTokens tokens;

    ChannelAnswers(
            FeedbackDesk desk,
            FeedbackQueue queue,
            UserChannels channels,
            Users users,
            RateLimits rateLimits,
            AnswerTokens tokens) {
        this.desk = desk;
        this.queue = queue;
        this.channels = channels;
        this.users = users;
        this.rateLimits = rateLimits;
        this.tokens = tokens;
    }

    /** What a link leads to. */
    public sealed interface Linked {}

    /**
     * A question, open or decided.
     *
     * @param recipient whom it was sent to
     */
    public record LinkedQuestion(FeedbackRequest question, Caller recipient) implements Linked {}

    /** Nothing, and why. */
    public record Nowhere(AnswerResult.Refused refusal) implements Linked {}

    /**
     * Looks at what a link leads to; changes nothing, however often it is done.
     *
     * @param token as it came, of any form
     * @throws ChatException.Unavailable if it cannot be looked at now
     */
    public Linked look(String token) {
        Optional<AnswerClaim> claim = tokens.readLink(token);
        if (claim.isEmpty()) {
            return new Nowhere(FORGED);
        }
        try {
            Caller caller = admitted(claim.get());
            rateLimits.charge(caller, Charge.READ, null);
            FeedbackRequest question = found(caller, claim.get());
            return new LinkedQuestion(question, caller);
        } catch (NotAdmittedException refused) {
            return new Nowhere(refused.refusal);
        } catch (ChatException refused) {
            return new Nowhere(refusal(refused));
        }
    }

    /**
     * Answers by a link. The same answer sent again has no second effect.
     *
     * @throws ChatException.Unavailable if it cannot be taken now
     */
    public AnswerResult answer(String token, FeedbackAnswer answer) {
        Optional<AnswerClaim> claim = tokens.readLink(token);
        if (claim.isEmpty()) {
            return FORGED;
        }
        try {
            Caller caller = admitted(claim.get());
            rateLimits.charge(caller, Charge.WRITE, claim.get().session());
            return respond(caller, found(caller, claim.get()), idOf("link\n" + token + "\n" + answer), answer);
        } catch (NotAdmittedException refused) {
            return refused.refusal;
        } catch (ChatException refused) {
            return refusal(refused);
        }
    }

    /** Whether somebody proved that an address is theirs. */
    public boolean isVerified(ChannelAddress address) {
        return channels.verified(address).isPresent();
    }

    /**
     * Looks at the question that a button belongs to; changes nothing, however often it is done.
     *
     * @param sender who pressed it: an address of theirs, of whatever channel, that the button's channel vouches for
     * @param token as it came, of any form
     * @throws ChatException.Unavailable if it cannot be looked at now
     */
    public Linked look(ChannelAddress sender, String token) {
        try {
            AnswerClaim claim = pressed(sender, token);
            Caller caller = admitted(claim);
            rateLimits.charge(caller, Charge.READ, null);
            return new LinkedQuestion(found(caller, claim), caller);
        } catch (NotAdmittedException refused) {
            return new Nowhere(refused.refusal);
        } catch (ChatException refused) {
            return new Nowhere(refusal(refused));
        }
    }

    /**
     * Answers by a button, or by a form that one opened.
     *
     * @param sender as for {@link #look(ChannelAddress, String)}
     * @param token as it came, of any form
     * @param externalId names the press on its channel, so that the same one that comes again has no second effect
     * @throws ChatException.Unavailable if it cannot be taken now
     */
    public AnswerResult answer(ChannelAddress sender, String token, String externalId, FeedbackAnswer answer) {
        try {
            AnswerClaim claim = pressed(sender, token);
            Caller caller = admitted(claim);
            rateLimits.charge(caller, Charge.WRITE, claim.session());
            UUID responseId = idOf("button\n" + sender.key() + "\n" + externalId);
            return respond(caller, found(caller, claim), responseId, answer);
        } catch (NotAdmittedException refused) {
            return refused.refusal;
        } catch (ChatException refused) {
            return refusal(refused);
        }
    }

    private AnswerClaim pressed(ChannelAddress sender, String token) throws NotAdmittedException {
        AnswerClaim claim = tokens.readButton(token).orElseThrow(() -> new NotAdmittedException(FORGED));
        return channels.verified(sender)
                .filter(channel -> channel.user().equals(claim.recipient()))
                .map(channel -> claim)
                .orElseThrow(() -> new NotAdmittedException(WRONG_SENDER));
    }

    /**
     * Answers by a reply.
     *
     * @param sender where it comes from, as far as the channel vouches for it
     * @param token what stands in the address it was sent to, of any form
     * @param externalId names the message on its channel, so that the same one that comes again has no second effect
     * @param text without what was quoted
     * @throws ChatException.Unavailable if it cannot be taken now
     */
    public AnswerResult reply(ChannelAddress sender, String token, String externalId, String text) {
        Optional<FeedbackRequest> asked = tokens.requestOf(token).flatMap(queue::find);
        if (asked.isEmpty()) {
            return FORGED;
        }
        Optional<AnswerClaim> claimed = channels.verified(sender)
                .map(channel -> AnswerClaim.of(asked.get(), channel.user(), sender.kind()))
                .filter(claim -> tokens.isReply(token, claim));
        return claimed.map(claim -> reply(claim, idOf("reply\n" + sender.key() + "\n" + externalId), text))
                .orElse(WRONG_SENDER);
    }

    private AnswerResult reply(AnswerClaim claim, UUID responseId, String text) {
        try {
            Caller caller = admitted(claim);
            rateLimits.charge(caller, Charge.WRITE, claim.session());
            FeedbackRequest question = found(caller, claim);
            Optional<FeedbackAnswer> answer = ReplyWords.read(question.kind(), text);
            if (answer.isEmpty()) {
                return unclear(question);
            }
            return respond(caller, question, responseId, answer.get());
        } catch (NotAdmittedException refused) {
            return refused.refusal;
        } catch (ChatException refused) {
            return refusal(refused);
        }
    }

    private static AnswerResult unclear(FeedbackRequest question) {
        return switch (question.state()) {
            case FeedbackState.Answered(FeedbackResponse winner) -> new AnswerResult.AlreadyAnswered(question, winner);
            case FeedbackState.Pending pending ->
                new AnswerResult.NotValid(
                        question, "Your answer could not be understood. " + ReplyWords.hint(question.kind()));
            case FeedbackState.Expired expired ->
                new AnswerResult.TooLate(question, "This question's time is over; no answer is needed any more.");
            case FeedbackState.Cancelled cancelled ->
                new AnswerResult.TooLate(question, "This question was withdrawn; no answer is needed any more.");
        };
    }

    /** Thrown where a refusal is known already. */
    private static final class NotAdmittedException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient AnswerResult.Refused refusal;

        NotAdmittedException(AnswerResult.Refused refusal) {
            super(null, null, false, false);
            this.refusal = refusal;
        }
    }

    /** Who is meant, if they may come in and the channel is still theirs. */
    private Caller admitted(AnswerClaim claim) throws NotAdmittedException {
        Caller caller = users.admit(claim.recipient(), claim.channel());
        if (channels.of(caller.user()).stream()
                .noneMatch(channel -> channel.kind() == claim.channel() && channel.isUsable())) {
            throw new NotAdmittedException(NOT_USED);
        }
        return caller;
    }

    private FeedbackRequest found(Caller caller, AnswerClaim claim) {
        return desk.find(caller, claim.session(), claim.request()).request();
    }

    private AnswerResult respond(Caller caller, FeedbackRequest question, UUID responseId, FeedbackAnswer answer) {
        SessionId session = question.sessionId();
        try {
            FeedbackRequest answered = desk.respond(caller, session, question.id(), responseId, answer);
            return answered.state() instanceof FeedbackState.Answered(FeedbackResponse winner)
                    ? new AnswerResult.Counted(answered, winner)
                    : new AnswerResult.TooLate(answered, "This question is decided.");
        } catch (ChatException.Unprocessable invalid) {
            return new AnswerResult.NotValid(question, invalid.sentence());
        } catch (ChatException.Conflict | ChatException.Gone decided) {
            FeedbackRequest now = desk.find(caller, session, question.id()).request();
            return now.state() instanceof FeedbackState.Answered(FeedbackResponse winner)
                    ? new AnswerResult.AlreadyAnswered(now, winner)
                    : new AnswerResult.TooLate(now, decided.sentence());
        }
    }

    /** @throws ChatException what passes by itself, so that the answer can be taken later */
    private static AnswerResult.Refused refusal(ChatException refused) {
        return switch (refused) {
            case ChatException.Unavailable passing -> throw passing;
            case ChatException.TimedOut passing -> throw passing;
            case ChatException.Limited limited ->
                new AnswerResult.Refused(AnswerResult.Reason.LIMITED, limited.sentence());
            case ChatException.NotFound gone -> FORGED;
            case ChatException other -> new AnswerResult.Refused(AnswerResult.Reason.FORBIDDEN, other.sentence());
        };
    }

    /** The same for the same message or link, and for nothing else. */
    private static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes((SPACE + name).getBytes(StandardCharsets.UTF_8));
    }
}
