package dev.parley.web.rest;

import dev.parley.application.Accepted;
import dev.parley.application.Charge;
import dev.parley.application.Commands;
import dev.parley.application.Conversations;
import dev.parley.application.Histories;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.Sessions;
import dev.parley.application.command.CommandResult;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Page;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import dev.parley.web.json.CommandResultJson;
import dev.parley.web.json.ContextLimitsJson;
import dev.parley.web.json.Fields;
import dev.parley.web.json.MessageJson;
import dev.parley.web.json.OneOf;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.TurnJson;
import dev.parley.web.rate.Toll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages: say something, wait for the answer or stream it, read what was said and what a model would see of it. */
public final class MessageRoutes {
    private static final String SESSION = "/api/sessions/{session_id}";
    private static final ParameterForm SEQ = new ParameterForm.WholeNumber(0, Long.MAX_VALUE, null);

    private final Conversations conversations;
    private final Commands commands;
    private final Sessions sessions;
    private final Histories histories;
    private final IdSource ids;
    private final ChatLimits limits;
    private final Paging paging;

    public MessageRoutes(Parley parley) {
        this.conversations = parley.conversations();
        this.commands = parley.commands();
        this.sessions = parley.sessions();
        this.histories = parley.histories();
        this.ids = parley.ids();
        this.limits = parley.limits();
        this.paging = new Paging(limits);
    }

    /** A message, in the caller's current session unless one is named. */
    public record ChatRequest(
            String message,
            @Nullable String sessionId,
            @Nullable String messageId) {}

    /**
     * A whole answer.
     *
     * @param answer the agent's last message; null if the turn was stopped before the first word
     * @param messages all messages of the turn, oldest first
     */
    public record ChatJson(
            String sessionId,
            String turnId,
            String messageId,
            String position,
            @Nullable MessageJson answer,
            List<MessageJson> messages) {}

    /** A message. */
    public record PostMessageRequest(
            String content,
            @Nullable String messageId,
            @OneOf(IfBusy.class) @Nullable String ifBusy) {}

    /** A message that is stored for good. */
    public record AcceptedJson(MessageJson message, TurnJson turn, String position, boolean duplicate) {}

    /** What a model would see. */
    public record ContextJson(List<MessageJson> messages, int tokens, int droppedMessages, ContextLimitsJson limits) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.post("/api/chat", "Says something and waits for the whole answer", ChatRequest.class)
                        .named(Topic.MESSAGES, "chat")
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.NOT_FOUND,
                                ErrorCode.INVALID_STATE,
                                ErrorCode.TOO_MANY_ACTIVE_SESSIONS,
                                ErrorCode.SESSION_FULL,
                                ErrorCode.QUEUE_FULL,
                                ErrorCode.MESSAGE_ID_REUSED,
                                ErrorCode.TIMED_OUT)
                        .refusesWith(
                                503,
                                ErrorCode.MODEL_UNAVAILABLE,
                                ErrorCode.MODEL_RATE_LIMITED,
                                ErrorCode.MODEL_REJECTED,
                                ErrorCode.MODEL_TIMEOUT,
                                ErrorCode.TOO_MANY_TOOL_ROUNDS,
                                ErrorCode.TURN_ABANDONED,
                                ErrorCode.INTERNAL)
                        .reads(IdempotencyKey.PARAMETER)
                        .charges(this::tollOfChat)
                        .answers(ChatJson.class)
                        .runsCommands()
                        .by(this::chat),
                Route.post(SESSION + "/messages", "Says something in a session", PostMessageRequest.class)
                        .named(Topic.MESSAGES, "postMessage")
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.INVALID_STATE,
                                ErrorCode.TOO_MANY_ACTIVE_SESSIONS,
                                ErrorCode.SESSION_FULL,
                                ErrorCode.SESSION_BUSY,
                                ErrorCode.QUEUE_FULL,
                                ErrorCode.MESSAGE_ID_REUSED)
                        .reads(IdempotencyKey.PARAMETER)
                        .charges((Call<PostMessageRequest> call) ->
                                call.toll(Commands.chargeOf(call.body().content())))
                        .answers(202, AcceptedJson.class)
                        .streams()
                        .runsCommands()
                        .by(this::post),
                Route.get(SESSION + "/messages", "Lists messages")
                        .named(Topic.MESSAGES, "listMessages")
                        .refuses()
                        .query(
                                paging.limit(),
                                paging.offset(),
                                new Parameter(
                                        "order",
                                        "which come first: the oldest (asc) or the newest (desc)",
                                        ParameterForm.Choice.of("asc", "desc").orElse("asc")),
                                new Parameter("before", "only messages with a smaller sequence number", SEQ),
                                new Parameter("after", "only messages with a greater sequence number", SEQ))
                        .answersPageOf(MessageJson.class)
                        .by(this::list),
                Route.get(SESSION + "/context", "Shows what the model would see now")
                        .named(Topic.MESSAGES, "showContext")
                        .refuses()
                        .answers(ContextJson.class)
                        .by(this::context));
    }

    /** Without a session it is about the one that it will go to. */
    private Toll tollOfChat(Call<ChatRequest> call) {
        String named = call.body().sessionId();
        Charge charge = Commands.chargeOf(call.body().message());
        return named != null || charge == Charge.NONE
                ? Toll.of(charge, named)
                : new Toll(charge, sessions.current(call.caller()).orElse(null));
    }

    private Answer chat(Call<ChatRequest> call) {
        ChatRequest request = call.body();
        PostMessage post = new PostMessage(
                messageId(call, request.messageId()), UserText.parse(request.message(), limits), IfBusy.ENQUEUE);
        SessionId session = request.sessionId() == null ? null : SessionId.parse(request.sessionId());
        if (Commands.isCommand(request.message())) {
            SessionId place =
                    session != null ? session : sessions.current(call.caller()).orElse(null);
            return result(commands.run(call.caller(), place, request.message()));
        }
        try {
            return Answer.ok(json(conversations.ask(call.caller(), session, post, limits.chatWait())));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE, "The server is going down; send the same again.", Duration.ofSeconds(1));
        }
    }

    private static Answer result(CommandResult result) {
        return Answer.ok(CommandResultJson.from(result));
    }

    private static ChatJson json(dev.parley.application.Answer answer) {
        Accepted accepted = answer.accepted();
        MessageJson last = answer.messages().reversed().stream()
                .filter(AssistantMessage.class::isInstance)
                .findFirst()
                .map(MessageJson::from)
                .orElse(null);
        return new ChatJson(
                accepted.message().sessionId().toString(),
                answer.turn().id().toString(),
                accepted.message().id().toString(),
                accepted.position().toString(),
                last,
                MessageJson.from(answer.messages()));
    }

    private Answer post(Call<PostMessageRequest> call) {
        PostMessageRequest request = call.body();
        PostMessage post = new PostMessage(
                messageId(call, request.messageId()),
                UserText.parse(request.content(), limits),
                Fields.ifBusy(request.ifBusy()));
        Optional<CommandResult> command = commands.intercept(call.caller(), call.sessionId(), request.content());
        if (command.isPresent()) {
            return result(command.get());
        }
        Accepted accepted = conversations.post(call.caller(), call.sessionId(), post);
        if (call.wantsStream()) {
            Position before = Position.after(accepted.position().seq() - 1);
            return new Answer.Stream(
                    () -> histories.watch(call.caller(), call.sessionId(), before, () -> {}),
                    accepted.turn().id());
        }
        return Answer.accepted(new AcceptedJson(
                MessageJson.from(accepted.message()),
                TurnJson.from(accepted.turn()),
                accepted.position().toString(),
                accepted.duplicate()));
    }

    private MessageId messageId(Call<?> call, @Nullable String field) {
        MessageId named = IdempotencyKey.messageId(
                call.header(IdempotencyKey.HEADER), field, call.caller().user());
        return named != null ? named : new MessageId(ids.next());
    }

    private Answer list(Call<Route.Nothing> call) {
        QueryValues query = call.query();
        String order = query.text("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw Fields.oneOf("order", "asc, desc");
        }
        Page<Message> page = histories.page(
                call.caller(),
                new MessageQuery(
                        call.sessionId(),
                        query.number("after", 0, 0, Long.MAX_VALUE),
                        query.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                        !"desc".equals(order),
                        paging.limit(query),
                        paging.offset(query)));
        return Answer.ok(new PageJson<>(MessageJson.from(page.items()), page.total(), page.limit(), page.offset()));
    }

    private Answer context(Call<Route.Nothing> call) {
        ContextWindow window = histories.context(call.caller(), call.sessionId());
        ChatLimits allowed = histories.contextLimits(call.caller(), call.sessionId());
        return Answer.ok(new ContextJson(
                MessageJson.from(window.messages()),
                window.tokens(),
                window.droppedMessages(),
                new ContextLimitsJson(allowed.contextMessages(), allowed.contextTokens())));
    }
}
