package dev.parley.llm;

import com.google.errorprone.annotations.MustBeClosed;
import com.openai.core.http.HttpResponse;
import dev.parley.application.port.Reply;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.Optional;

/**
 * A model that answers with documents, behind any server that speaks OpenAI's chat completions protocol. Servers that can are held to the
 * schema; the others are told of it. The answer is streamed like any other, so that the same limits of time hold, and a failed one may be
 * begun anew at any time, since nobody has seen it. Safe for use by many threads.
 */
final class OpenAiStructuredModel implements StructuredModel {
    private static final int LONGEST = 1 << 20;

    private final OpenAiSettings settings;
    private final ModelServer server;
    private final ModelCalls calls;

    OpenAiStructuredModel(OpenAiSettings settings, ModelServer server, ModelCalls calls) {
        this.settings = settings;
        this.server = server;
        this.calls = calls;
    }

    @Override
    public StructuredReply answer(StructuredPrompt prompt) throws InterruptedException {
        String model = Optional.ofNullable(prompt.model()).orElse(settings.model());
        return calls.make(new Documenting(server, prompt, model));
    }

    /** An answer that is seen only when it is whole; not safe for use by several threads. */
    private static final class Documenting implements ModelCalls.Exchange<StructuredReply> {
        private final ModelServer server;
        private final StructuredPrompt prompt;
        private final String model;
        private final StringBuilder text = new StringBuilder();

        Documenting(ModelServer server, StructuredPrompt prompt, String model) {
            this.server = server;
            this.prompt = prompt;
            this.model = model;
        }

        @Override
        public StreamedAnswer begin() {
            text.setLength(0);
            return new StreamedAnswer(model, this::append);
        }

        private void append(String piece) {
            if (text.length() + piece.length() > LONGEST) {
                throw new ChatException.Invalid(
                        ErrorCode.INVALID_JSON, "The model's answer is longer than any document that was asked for.");
            }
            text.append(piece);
        }

        @Override
        @MustBeClosed
        public HttpResponse open() throws ModelFailure, InterruptedException {
            return server.open(prompt, model);
        }

        @Override
        public boolean isSeen(StreamedAnswer answer) {
            return false;
        }

        @Override
        public StructuredReply end(StreamedAnswer answer) throws ModelFailure {
            Reply reply = answer.replyWithoutTools();
            return new StructuredReply(JsonInText.find(text.toString()), reply.model(), reply.usage());
        }
    }
}
