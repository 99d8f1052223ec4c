package dev.parley.llm;

import dev.parley.application.port.Prompt;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** A made-up prompt, and a made-up answer that takes the place of the network; together they load what a first answer needs. */
final class Rehearsal {
    private static final String ANSWER = """
            data: {"model":"rehearsal","choices":[{"index":0,"delta":{"content":"Hello."},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"greet",\
            "arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

            data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}

            data: [DONE]

            """;

    private Rehearsal() {}

    static Prompt prompt() {
        UUID id = new UUID(0, 0);
        UserId user = new UserId("rehearsal");
        SessionId sessionId = new SessionId(id);
        TurnId turnId = new TurnId(id);
        Session session =
                Session.start(sessionId, user, Title.NONE, Metadata.NONE, ProfileName.DEFAULT, null, Instant.EPOCH);
        return new Prompt(
                session,
                turnId,
                "Be brief.",
                List.of(new UserMessage(new MessageId(id), sessionId, turnId, 1, user, "Hello", Instant.EPOCH)),
                List.of(new ToolSpecification("greet", "Greets.", new JsonText("{\"type\":\"object\"}"))),
                null);
    }

    static Interceptor answer() {
        return chain -> new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .body(ResponseBody.create(ANSWER, MediaType.get("text/event-stream")))
                .build();
    }
}
