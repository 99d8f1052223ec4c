package dev.parley.application.agent;

import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.application.delivery.Dispatching;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.turn.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the calls of tools that an answer makes, inside one locked change of their session. It follows from the log and the
 * questions alone: a call has a result, or waits for people, or may be made.
 */
final class ToolRules {
    private static final int MOST_CALLS = 32;
    private static final int MOST_OPEN_QUESTIONS = 20;
    private static final int LONGEST_QUESTION = 2_000;

    private final ToolBox tools;
    private final Profiles profiles;
    private final IdSource ids;
    private final ChatLimits limits;
    private final Dispatching dispatching;

    ToolRules(ToolBox tools, Profiles profiles, IdSource ids, ChatLimits limits, Dispatching dispatching) {
        this.tools = tools;
        this.profiles = profiles;
        this.ids = ids;
        this.limits = limits;
        this.dispatching = dispatching;
    }

    /**
     * What is left to do once everything was decided that can be.
     *
     * @param ready calls to make now
     * @param waitsFor a question that has to be answered before others can be made; null if there is none
     */
    record Outlook(List<CallToRun> ready, @Nullable FeedbackRequestId waitsFor) {}

    /** One call's fate. */
    private sealed interface Fate {
        record Run(CallToRun call) implements Fate {}

        record Wait(FeedbackRequestId question) implements Fate {}

        record Done(ToolResult result) implements Fate {}
    }

    /** Decides about calls that have no result yet. */
    Outlook decide(SessionChange change, Turn turn, AssistantMessage answer, List<ToolCall> calls) {
        List<FeedbackRequest> questions = change.questionsOf(turn.id());
        Set<String> begun = turn.attempt() == 1 ? Set.of() : begun(change, turn, answer);
        List<CallToRun> ready = new ArrayList<>();
        FeedbackRequestId waitsFor = null;
        for (ToolCall call : calls) {
            AskingCall asker = new AskingCall(turn.id(), answer.id(), call.id());
            Optional<FeedbackRequest> question = questions.stream()
                    .filter(asked -> asker.equals(asked.asker()))
                    .findFirst();
            Fate fate = question.isPresent()
                    ? asked(question.get(), call)
                    : answer.toolCalls().indexOf(call) >= MOST_CALLS
                            ? refused("An answer may make %d calls; make this one again.".formatted(MOST_CALLS))
                            : fresh(change, asker, call);
            if (fate instanceof Fate.Run(CallToRun run) && begun.contains(call.id()) && !isRepeatable(call)) {
                fate = refused("This call was cut off when the server stopped; whether it had an effect is unknown. "
                        + "Look before you make it again.");
            }
            switch (fate) {
                case Fate.Run(CallToRun run) -> {
                    ready.add(run);
                    if (!begun.contains(call.id())) {
                        change.emit(new EventPayload.ToolCalled(turn.id(), answer.id(), withArguments(run)));
                    }
                }
                case Fate.Wait(FeedbackRequestId id) -> waitsFor = waitsFor == null ? id : waitsFor;
                case Fate.Done(ToolResult result) -> finish(change, turn, call, result);
            }
        }
        return new Outlook(ready, waitsFor);
    }

    /** Records a result. */
    void finish(SessionChange change, Turn turn, ToolCall call, ToolResult result) {
        ToolMessage message = change.save(new ToolMessage(
                new MessageId(ids.next()),
                turn.sessionId(),
                turn.id(),
                change.nextSeq(),
                call.id(),
                call.name(),
                result.text(),
                result.failed(),
                change.now()));
        change.emit(new EventPayload.ToolFinished(message));
    }

    /** Withdraws the questions of a turn that ends. */
    static void withdrawQuestions(SessionChange change, Turn turn) {
        change.questionsOf(turn.id()).stream()
                .filter(FeedbackRequest::isPending)
                .forEach(question -> withdraw(change, question));
    }

    static void withdraw(SessionChange change, FeedbackRequest question) {
        change.save(question.cancel(change.now()));
        change.emit(new EventPayload.FeedbackCancelled(question.id()));
    }

    /** The calls of an answer that were begun, whether or not they ended. */
    private static Set<String> begun(SessionChange change, Turn turn, AssistantMessage answer) {
        return change.toolsCalled(turn).stream()
                .filter(called -> called.messageId().equals(answer.id()))
                .map(called -> called.call().id())
                .collect(Collectors.toSet());
    }

    private boolean isRepeatable(ToolCall call) {
        return tools.find(call.name()).map(Tool::isRepeatable).orElse(false);
    }

    private static ToolCall withArguments(CallToRun run) {
        ToolCall call = run.call();
        return new ToolCall(call.id(), call.name(), run.arguments().text(), call.signature());
    }

    private static Fate refused(String sentence) {
        return new Fate.Done(ToolResult.failed(sentence));
    }

    /** A call about which nobody was asked yet. */
    private Fate fresh(SessionChange change, AskingCall asker, ToolCall call) {
        Profile profile = profiles.of(change.session().profile());
        ToolPolicy.Decision decision = profile.toolPolicy().decide(call.name());
        boolean isQuestion = AgentTools.has(call.name());
        if (decision == ToolPolicy.Decision.DENY
                || (!isQuestion && tools.find(call.name()).isEmpty())) {
            return refused("There is no tool named " + call.name() + ".");
        }
        JsonText arguments;
        try {
            arguments = arguments(call.arguments());
            if (isQuestion) {
                AgentTools.Question question = AgentTools.question(call, arguments);
                return ask(change, asker, question.text(), question.kind(), null);
            }
        } catch (ChatException.Invalid defect) {
            return refused("The arguments are wrong: " + defect.sentence());
        }
        if (decision == ToolPolicy.Decision.ALLOW) {
            return new Fate.Run(new CallToRun(call, arguments, null));
        }
        String question = "May the agent call %s with %s".formatted(call.name(), arguments.text());
        FeedbackAnswer unanswered = profile.unansweredApprovals() == UnansweredApprovals.APPROVE
                ? new FeedbackAnswer.Decision(true, "nobody answered in time", null)
                : new FeedbackAnswer.Decision(false, "nobody answered in time", null);
        return ask(
                change,
                asker,
                TextRules.shortened(question, LONGEST_QUESTION - 1) + "?",
                new FeedbackKind.Approval(call, profile.editableApprovals()),
                unanswered);
    }

    private Fate ask(
            SessionChange change,
            AskingCall asker,
            String text,
            FeedbackKind kind,
            @Nullable FeedbackAnswer defaultAnswer) {
        if (change.openQuestions().size() >= MOST_OPEN_QUESTIONS) {
            return refused(
                    "%d questions are open in this session; wait for answers first.".formatted(MOST_OPEN_QUESTIONS));
        }
        FeedbackRequest question = change.save(FeedbackRequest.ask(
                new FeedbackRequestId(ids.next()),
                change.session().id(),
                asker,
                text,
                kind,
                Set.of(),
                defaultAnswer,
                change.now(),
                life(profiles.of(change.session().profile())),
                limits.feedbackReminder()));
        dispatching.begin(change, question, DeliveryChoice.USUAL);
        change.emit(new EventPayload.FeedbackRequested(question));
        return new Fate.Wait(question.id());
    }

    private Duration life(Profile profile) {
        Duration own = profile.feedbackLifetime();
        return own != null && own.compareTo(limits.feedbackLifetime()) < 0 ? own : limits.feedbackLifetime();
    }

    /** A call about which people were asked. */
    private static Fate asked(FeedbackRequest question, ToolCall call) {
        if (question.isPending()) {
            return new Fate.Wait(question.id());
        }
        if (AgentTools.has(call.name())) {
            return new Fate.Done(AgentTools.result(question));
        }
        if (question.state() instanceof FeedbackState.Cancelled) {
            return refused("The question whether this call may be made was withdrawn.");
        }
        String who = question.state() instanceof FeedbackState.Answered answered
                ? answered.winner().author().value()
                : "The default";
        if (question.outcome().orElse(null) instanceof FeedbackAnswer.Decision decision && decision.approved()) {
            String edited = decision.editedArguments();
            return new Fate.Run(new CallToRun(
                    call,
                    arguments(edited == null ? call.arguments() : edited),
                    edited == null ? null : "%s changed the arguments to %s".formatted(who, edited)));
        }
        if (question.state() instanceof FeedbackState.Expired) {
            return refused("This call was not made: nobody approved it within " + AgentTools.life(question) + ".");
        }
        String reason =
                question.outcome().orElse(null) instanceof FeedbackAnswer.Decision(boolean no, String why, String none)
                        ? why
                        : null;
        return refused("This call was not made, refused by %s%s".formatted(who, reason == null ? "." : ": " + reason));
    }

    private static JsonText arguments(String written) {
        JsonText arguments = written.isBlank() ? JsonText.EMPTY_OBJECT : new JsonText(written);
        if (!arguments.isObject()) {
            throw ChatException.Invalid.field("arguments", "must be a JSON object.");
        }
        return arguments;
    }
}
