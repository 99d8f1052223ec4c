package dev.parley.web.rest;

import dev.parley.application.AskFeedback;
import dev.parley.application.FeedbackDesk;
import dev.parley.application.Parley;
import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Page;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.DeliveryChoiceJson;
import dev.parley.web.json.FeedbackAnswerJson;
import dev.parley.web.json.FeedbackJson;
import dev.parley.web.json.FeedbackKindJson;
import dev.parley.web.json.FeedbackViewJson;
import dev.parley.web.json.Fields;
import dev.parley.web.json.PageJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions to people: ask, find, answer and withdraw them. */
public final class FeedbackRoutes {
    private static final String QUESTIONS = "/api/sessions/{session_id}/feedback";
    private static final String QUESTION = QUESTIONS + "/{request_id}";
    private static final String ANY = "any";

    private final FeedbackDesk desk;
    private final IdSource ids;
    private final Paging paging;

    public FeedbackRoutes(Parley parley) {
        this.desk = parley.feedback();
        this.ids = parley.ids();
        this.paging = new Paging(parley.limits());
    }

    /** A question. */
    public record AskRequest(
            String question,
            FeedbackKindJson kind,
            @Nullable List<String> responders,
            @Nullable Long expiresInSeconds,
            @Nullable FeedbackAnswerJson defaultAnswer,
            @Nullable DeliveryChoiceJson delivery,
            @Nullable String requestId) {}

    /** An answer. */
    public record RespondRequest(
            FeedbackAnswerJson answer, @Nullable String responseId) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(QUESTIONS, "Lists the questions of a session, the newest first")
                        .named(Topic.FEEDBACK, "listQuestions")
                        .refuses()
                        .query(status(ANY), paging.limit(), paging.offset())
                        .answersPageOf(FeedbackJson.class)
                        .by(this::list),
                Route.post(QUESTIONS, "Asks people a question", AskRequest.class)
                        .named(Topic.FEEDBACK, "ask")
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.INVALID_ANSWER,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.INVALID_STATE,
                                ErrorCode.QUEUE_FULL,
                                ErrorCode.MESSAGE_ID_REUSED)
                        .reads(IdempotencyKey.PARAMETER)
                        .answers(201, FeedbackJson.class)
                        .by(this::ask),
                Route.get(QUESTION, "Shows a question and the answers that came too late")
                        .named(Topic.FEEDBACK, "findQuestion")
                        .refuses()
                        .answers(FeedbackViewJson.class)
                        .by(this::find),
                Route.post(QUESTION + "/respond", "Answers a question", RespondRequest.class)
                        .named(Topic.FEEDBACK, "respond")
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.ALREADY_ANSWERED,
                                ErrorCode.EXPIRED,
                                ErrorCode.INVALID_ANSWER)
                        .reads(IdempotencyKey.PARAMETER)
                        .answers(FeedbackJson.class)
                        .by(this::respond),
                Route.delete(QUESTION, "Withdraws a question")
                        .named(Topic.FEEDBACK, "withdrawQuestion")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(FeedbackJson.class)
                        .by(this::withdraw),
                Route.get("/api/feedback", "Lists the questions that the caller may answer, the newest first")
                        .named(Topic.FEEDBACK, "listInbox")
                        .refuses()
                        .query(status(FeedbackStatus.PENDING.wireName()), paging.limit(), paging.offset())
                        .answersPageOf(FeedbackJson.class)
                        .by(this::inbox));
    }

    private static Parameter status(String absent) {
        return new Parameter(
                "status",
                "only questions in this status",
                ParameterForm.Choice.of(FeedbackStatus.class).and(ANY).orElse(absent));
    }

    private Answer list(Call<Route.Nothing> call) {
        Page<FeedbackRequest> page = desk.list(
                call.caller(),
                call.sessionId(),
                status(call.query(), null),
                paging.limit(call.query()),
                paging.offset(call.query()));
        return page(page, desk.deliveries(call.caller(), call.sessionId(), page.items()));
    }

    private Answer inbox(Call<Route.Nothing> call) {
        Page<FeedbackRequest> page = desk.inbox(
                call.caller(),
                status(call.query(), FeedbackStatus.PENDING),
                paging.limit(call.query()),
                paging.offset(call.query()));
        return page(page, desk.deliveries(call.caller(), page.items()));
    }

    private static Answer page(Page<FeedbackRequest> page, Map<FeedbackRequestId, List<DeliveryState>> deliveries) {
        List<FeedbackJson> items = page.items().stream()
                .map(request -> FeedbackJson.from(request, deliveries.getOrDefault(request.id(), List.of())))
                .toList();
        return Answer.ok(new PageJson<>(items, page.total(), page.limit(), page.offset()));
    }

    private static @Nullable FeedbackStatus status(QueryValues query, @Nullable FeedbackStatus absent) {
        String name = query.text("status");
        if (name == null || name.equals(ANY)) {
            return name == null ? absent : null;
        }
        return FeedbackStatus.named(name)
                .orElseThrow(() -> Fields.oneOf("status", "pending, answered, expired, cancelled, any"));
    }

    private Answer ask(Call<AskRequest> call) {
        AskRequest request = call.body();
        UUID named = id(call, "request_id", request.requestId());
        AskFeedback ask = new AskFeedback(
                request.question(),
                request.kind().toDomain(),
                users(request.responders()),
                request.expiresInSeconds() == null ? null : Duration.ofSeconds(request.expiresInSeconds()),
                request.defaultAnswer() == null ? null : request.defaultAnswer().toDomain("default_answer"),
                request.delivery() == null
                        ? DeliveryChoice.USUAL
                        : request.delivery().toDomain());
        return Answer.created(FeedbackJson.from(
                desk.ask(call.caller(), call.sessionId(), named == null ? null : new FeedbackRequestId(named), ask)));
    }

    private static Set<UserId> users(@Nullable List<String> names) {
        return names == null
                ? Set.of()
                : Fields.texts("responders", names).stream().map(UserId::new).collect(Collectors.toSet());
    }

    private Answer find(Call<Route.Nothing> call) {
        return Answer.ok(FeedbackViewJson.from(desk.find(call.caller(), call.sessionId(), requestId(call))));
    }

    private Answer respond(Call<RespondRequest> call) {
        RespondRequest request = call.body();
        UUID named = id(call, "response_id", request.responseId());
        return Answer.ok(FeedbackJson.from(desk.respond(
                call.caller(),
                call.sessionId(),
                requestId(call),
                named == null ? ids.next() : named,
                request.answer().toDomain("answer"))));
    }

    private Answer withdraw(Call<Route.Nothing> call) {
        return Answer.ok(FeedbackJson.from(desk.withdraw(call.caller(), call.sessionId(), requestId(call))));
    }

    private static FeedbackRequestId requestId(Call<?> call) {
        return FeedbackRequestId.parse(call.path("request_id"));
    }

    private static @Nullable UUID id(Call<?> call, String name, @Nullable String field) {
        return IdempotencyKey.id(
                call.header(IdempotencyKey.HEADER), name, field, call.caller().user());
    }
}
