package dev.parley.application;

import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.TurnRunners.Outcome;
import dev.parley.application.agent.TurnWork;
import dev.parley.application.delivery.Dispatching;
import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.Storage;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Questions to people: asking, answering, withdrawing. Of any number of answers the first valid one wins, decided under the session's lock;
 * a turn that waits for it goes on at once, on the node that took the answer. Only people answer: nothing an agent can call leads here.
 */
public final class FeedbackDesk {
    private static final int MOST_OPEN_QUESTIONS = 100;
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

    private final FeedbackQueue queue;
    private final SessionGate gate;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final DeliveryQueue deliveries;
    private final Dispatching dispatching;
    private final IdSource ids;
    private final ChatLimits limits;
    private final Telemetry telemetry;

    FeedbackDesk(
            Storage storage,
            SessionGate gate,
            TurnRunners runners,
            TurnRules rules,
            Dispatching dispatching,
            IdSource ids,
            ChatLimits limits,
            Telemetry telemetry) {
        this.queue = storage.feedback();
        this.gate = gate;
        this.runners = runners;
        this.rules = rules;
        this.deliveries = storage.deliveries();
        this.dispatching = dispatching;
        this.ids = ids;
        this.limits = limits;
        this.telemetry = telemetry;
    }

    /**
     * Asks a question on behalf of the application; no turn waits for it.
     *
     * @param id the question's id, chosen by the caller so that the same question sent again is asked once; null for a new one
     * @throws ChatException.Unprocessable if the id was used for something else
     */
    public FeedbackRequest ask(Caller caller, SessionId sessionId, @Nullable FeedbackRequestId id, AskFeedback ask) {
        Duration life = ask.life() == null ? limits.feedbackLifetime() : ask.life();
        if (life.compareTo(limits.feedbackLifetime()) > 0 || life.compareTo(SHORTEST_LIFE) < 0) {
            throw ChatException.Invalid.field(
                    "expires_in_seconds",
                    "must be 1 to %d.".formatted(limits.feedbackLifetime().toSeconds()));
        }
        FeedbackRequestId requestId = id == null ? new FeedbackRequestId(ids.next()) : id;
        try {
            return runners.change(sessionId, change -> {
                change.session().require(caller, Access.EDITOR);
                Optional<FeedbackRequest> known = id == null ? Optional.empty() : change.findQuestion(id);
                return Outcome.of(
                        known.isPresent() ? askedBefore(known.get(), ask) : ask(change, requestId, ask, life));
            });
        } catch (ChatException.Unprocessable takenElsewhere) {
            // Whether it was in this session or in a foreign one is not told.
            throw reused(requestId);
        }
    }

    private FeedbackRequest ask(SessionChange change, FeedbackRequestId id, AskFeedback ask, Duration life) {
        Sessions.requireInUse(change.session());
        if (change.openQuestions().size() >= MOST_OPEN_QUESTIONS) {
            throw new ChatException.Conflict(
                    ErrorCode.QUEUE_FULL,
                    "%d questions are open in this session; withdraw one or wait for answers."
                            .formatted(MOST_OPEN_QUESTIONS));
        }
        FeedbackRequest request = change.save(FeedbackRequest.ask(
                id,
                change.session().id(),
                null,
                ask.question(),
                ask.kind(),
                ask.responders(),
                ask.defaultAnswer(),
                change.now(),
                life,
                limits.feedbackReminder()));
        dispatching.begin(change, request, ask.delivery());
        change.emit(new EventPayload.FeedbackRequested(request));
        return request;
    }

    private static FeedbackRequest askedBefore(FeedbackRequest known, AskFeedback ask) {
        if (known.asker() == null
                && known.question().equals(ask.question())
                && known.kind().equals(ask.kind())) {
            return known;
        }
        throw reused(known.id());
    }

    private static ChatException.Unprocessable reused(FeedbackRequestId id) {
        return new ChatException.Unprocessable(
                ErrorCode.MESSAGE_ID_REUSED,
                "This request_id was used for another question; make a new one for each question.",
                Map.of("request_id", id.toString()));
    }

    /** A question, for those who may see its session and those it is put to. */
    public FeedbackView find(Caller caller, SessionId sessionId, FeedbackRequestId id) {
        Optional<FeedbackRequest> found =
                queue.find(id).filter(question -> question.sessionId().equals(sessionId));
        if (found.filter(question -> question.responders().contains(caller.user()))
                .isPresent()) {
            boolean seesAll = gate.allows(caller, sessionId, Access.VIEWER);
            return new FeedbackView(
                    found.get(),
                    queue.lateAnswers(id),
                    deliveriesOf(id).stream()
                            .filter(delivery -> seesAll || delivery.recipient().equals(caller.user()))
                            .toList(),
                    true);
        }
        return gate.read(caller, sessionId, session -> {
            FeedbackRequest request = found.orElseThrow(() -> new ChatException.NotFound("question"));
            boolean mayWrite = session.accessOf(caller.user()).atLeast(Access.EDITOR);
            return new FeedbackView(
                    request, queue.lateAnswers(id), deliveriesOf(id), mayWrite && request.isFor(caller.user()));
        });
    }

    private List<DeliveryState> deliveriesOf(FeedbackRequestId id) {
        return deliveries.of(List.of(id)).getOrDefault(id, List.of()).stream()
                .map(Delivery::state)
                .toList();
    }

    /** How far questions of a session got over channels, in the order of recipient and channel; those without any are left out. */
    public Map<FeedbackRequestId, List<DeliveryState>> deliveries(
            Caller caller, SessionId sessionId, List<FeedbackRequest> questions) {
        return gate.read(caller, sessionId, session -> {
            Map<FeedbackRequestId, List<DeliveryState>> states = new LinkedHashMap<>();
            deliveries
                    .of(questions.stream()
                            .filter(question -> question.sessionId().equals(sessionId))
                            .map(FeedbackRequest::id)
                            .toList())
                    .forEach((id, known) ->
                            states.put(id, known.stream().map(Delivery::state).toList()));
            return states;
        });
    }

    /**
     * How far questions that the caller may answer got over channels: to everybody where the caller sees the session, else to the caller.
     *
     * @param questions of any sessions
     */
    public Map<FeedbackRequestId, List<DeliveryState>> deliveries(Caller caller, List<FeedbackRequest> questions) {
        Map<FeedbackRequestId, List<Delivery>> known =
                deliveries.of(questions.stream().map(FeedbackRequest::id).toList());
        Map<SessionId, Boolean> seen = new HashMap<>();
        Map<FeedbackRequestId, List<DeliveryState>> states = new LinkedHashMap<>();
        for (FeedbackRequest question : questions) {
            states.put(
                    question.id(),
                    known.getOrDefault(question.id(), List.of()).stream()
                            .filter(delivery -> delivery.key().recipient().equals(caller.user())
                                    || seen.computeIfAbsent(
                                            question.sessionId(), id -> gate.allows(caller, id, Access.VIEWER)))
                            .map(Delivery::state)
                            .toList());
        }
        return states;
    }

    /** The questions of a session, the newest first. */
    public Page<FeedbackRequest> list(
            Caller caller, SessionId sessionId, @Nullable FeedbackStatus status, int limit, int offset) {
        return gate.read(
                caller, sessionId, session -> queue.page(new FeedbackQuery(sessionId, null, status, limit, offset)));
    }

    /** The questions that the caller may answer or might have answered, of all sessions, the newest first. */
    public Page<FeedbackRequest> inbox(Caller caller, @Nullable FeedbackStatus status, int limit, int offset) {
        return queue.page(new FeedbackQuery(null, caller.user(), status, limit, offset));
    }

    /**
     * Answers a question.
     *
     * @param responseId the same when the same answer is sent again
     * @return the question with this answer, which won now or before
     * @throws ChatException.Conflict with code {@code already_answered} and the winning answer, if another one was first
     * @throws ChatException.Gone if the question expired or was withdrawn; a valid answer is kept as late
     * @throws ChatException.Unprocessable if the answer breaks the question's rules, which stays open
     * @throws ChatException.Forbidden if the question is for others
     */
    public FeedbackRequest respond(
            Caller caller, SessionId sessionId, FeedbackRequestId id, UUID responseId, FeedbackAnswer answer) {
        Answered answered = runners.change(sessionId, change -> {
            FeedbackRequest request = visible(change, caller, id);
            requireOwnCall(change, caller, request, answer);
            AnswerOutcome outcome = request.answer(responseId, caller.user(), caller.channel(), answer, change.now());
            TurnWork next = null;
            if (outcome instanceof AnswerOutcome.Won(FeedbackRequest won, FeedbackResponse response)) {
                change.save(won);
                change.emit(new EventPayload.FeedbackAnswered(id, response));
                change.save(change.session().touch(change.now()));
                next = rules.goOn(change, won);
            } else if (outcome instanceof AnswerOutcome.TooLate(FeedbackResponse late) && late != null) {
                change.keepLate(id, late);
            }
            return Outcome.of(new Answered(change.question(id), outcome), next);
        });
        if (answered.outcome() instanceof AnswerOutcome.Won(FeedbackRequest won, FeedbackResponse response)) {
            telemetry.questionAnswered(response.channel(), Duration.between(won.createdAt(), response.at()));
        }
        return answered.orThrow();
    }

    /** The question, if the caller may see it: named as a responder, or by the access to its session. */
    private static FeedbackRequest visible(SessionChange change, Caller caller, FeedbackRequestId id) {
        Optional<FeedbackRequest> request = change.findQuestion(id);
        if (!isNamed(caller, change.session(), request)) {
            change.session().require(caller, Access.EDITOR);
        }
        return request.orElseThrow(() -> new ChatException.NotFound("question"));
    }

    /** Whether a question that is there for others, too, names the caller. */
    private static boolean isNamed(Caller caller, Session session, Optional<FeedbackRequest> request) {
        return session.deletedAt() == null
                && request.filter(asked -> asked.responders().contains(caller.user()))
                        .isPresent();
    }

    /** A tool acts in the name of whoever wrote the message it is called for; nobody else chooses what it does to what is theirs. */
    private static void requireOwnCall(
            SessionChange change, Caller caller, FeedbackRequest request, FeedbackAnswer answer) {
        TurnId asking = request.turnId();
        if (asking == null
                || !(answer instanceof FeedbackAnswer.Decision decision)
                || decision.editedArguments() == null) {
            return;
        }
        UserId author = change.turn(asking).author();
        if (!author.equals(caller.user())) {
            throw new ChatException.Forbidden(
                    "The call is made in the name of %s, who alone may change its arguments; approve or refuse it as it is."
                            .formatted(author));
        }
    }

    /** Withdraws a question; a turn that waits for it goes on without an answer. One that is not open stays as it is. */
    public FeedbackRequest withdraw(Caller caller, SessionId sessionId, FeedbackRequestId id) {
        return runners.change(sessionId, change -> {
            FeedbackRequest request = withdrawable(change, caller, id);
            if (!request.isPending()) {
                return Outcome.of(request);
            }
            FeedbackRequest withdrawn = change.save(request.cancel(change.now()));
            change.emit(new EventPayload.FeedbackCancelled(id));
            return Outcome.of(withdrawn, rules.goOn(change, withdrawn));
        });
    }

    private static FeedbackRequest withdrawable(SessionChange change, Caller caller, FeedbackRequestId id) {
        Session session = change.session();
        if (session.accessOf(caller.user()) == Access.NONE && isNamed(caller, session, change.findQuestion(id))) {
            throw new ChatException.Forbidden(
                    "This question is put to you to answer; only who may write in its session can withdraw it.");
        }
        session.require(caller, Access.EDITOR);
        return change.question(id);
    }

    /** Ends the questions whose time is over and reminds of those that will; returns how many it was. */
    int settleDue(SessionId sessionId) {
        return runners.change(sessionId, change -> {
            int settled = 0;
            TurnWork next = null;
            for (FeedbackRequest request : change.openQuestions()) {
                if (request.isOverdue(change.now())) {
                    FeedbackRequest expired = change.save(request.expire(change.now()));
                    change.emit(new EventPayload.FeedbackExpired(request.id(), request.defaultAnswer()));
                    TurnWork work = rules.goOn(change, expired);
                    next = work == null ? next : work;
                    settled++;
                } else if (request.isReminderDue(change.now())) {
                    dispatching.remind(change, change.save(request.reminded()));
                    change.emit(new EventPayload.FeedbackReminder(request.id(), request.expiresAt()));
                    settled++;
                }
            }
            return Outcome.of(settled, next);
        });
    }
}
