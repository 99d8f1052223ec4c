package dev.parley.launcher.live;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model that says what a test hands it, piece by piece; or, if a test prepared nothing, what it was told. */
public final class SlowModel implements LanguageModel {
    private static final Object END = new Object();

    private final BlockingQueue<Answer> prepared = new LinkedBlockingQueue<>();

    /** An answer in the hands of a test. */
    public static final class Answer {
        private final BlockingQueue<Object> pieces = new LinkedBlockingQueue<>();
        private final CountDownLatch asked = new CountDownLatch(1);

        /** Waits until the model is asked, at which time the question is stored. */
        public Answer awaitAsked() throws InterruptedException {
            if (!asked.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the model was not asked");
            }
            return this;
        }

        public Answer say(String piece) {
            pieces.add(piece);
            return this;
        }

        public Answer call(String tool, String arguments) {
            pieces.add(new ToolCall("call-" + tool, tool, arguments, null));
            return this;
        }

        public void end() {
            pieces.add(END);
        }

        public void fail() {
            pieces.add(new ChatException.Unavailable(
                    ErrorCode.MODEL_UNAVAILABLE, "The model has gone for a walk.", Duration.ofSeconds(1)));
        }
    }

    /** The next question gets this answer. */
    public Answer next() {
        Answer answer = new Answer();
        prepared.add(answer);
        return answer;
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        Answer answer = prepared.poll();
        List<ToolCall> calls = new ArrayList<>();
        if (answer == null) {
            sink.append("You said: " + prompt.messages().getLast().text());
        } else {
            answer.asked.countDown();
            for (Object piece = answer.pieces.take(); piece != END; piece = answer.pieces.take()) {
                switch (piece) {
                    case String text -> sink.append(text);
                    case ToolCall call -> calls.add(call);
                    case ChatException failure -> throw failure;
                    default -> throw new AssertionError(piece);
                }
            }
        }
        return new Reply(calls, "slow", new TokenUsage(1, 1));
    }
}
