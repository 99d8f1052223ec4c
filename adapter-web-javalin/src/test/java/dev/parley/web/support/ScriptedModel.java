package dev.parley.web.support;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.domain.ChatException;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model that says what a test tells it: the words of the question again, or what a {@link Conversation} hands it piece by piece. */
public final class ScriptedModel implements LanguageModel {
    private static final Object END = new Object();

    private final BlockingQueue<Conversation> prepared = new LinkedBlockingQueue<>();
    private volatile boolean ready = true;

    /** An answer that a test gives by hand. */
    public static final class Conversation {
        private final BlockingQueue<Object> pieces = new LinkedBlockingQueue<>();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);

        /** Waits until the model is asked. */
        public Conversation awaitAsked() throws InterruptedException {
            if (!asked.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the model was not asked");
            }
            return this;
        }

        /** Waits until the model is told to stop. */
        public void awaitInterrupted() throws InterruptedException {
            if (!interrupted.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the model was not stopped");
            }
        }

        public Conversation say(String piece) {
            pieces.add(piece);
            return this;
        }

        /** Calls a tool with the end of the answer. */
        public Conversation call(ToolCall call) {
            pieces.add(call);
            return this;
        }

        public void end() {
            pieces.add(END);
        }

        public void fail(ChatException failure) {
            pieces.add(failure);
        }
    }

    /** The next question that is asked gets its answer by hand. */
    public Conversation next() {
        Conversation conversation = new Conversation();
        prepared.add(conversation);
        return conversation;
    }

    public void ready(boolean value) {
        ready = value;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        Conversation conversation = prepared.poll();
        List<ToolCall> calls = new ArrayList<>();
        if (conversation == null) {
            echo(prompt, sink);
        } else {
            answer(conversation, sink, calls);
        }
        return new Reply(calls, "scripted", new TokenUsage(3, 5));
    }

    /** What the model says to a question if no test takes over. */
    public static String echoOf(String question) {
        return "You said: " + question;
    }

    private static void echo(Prompt prompt, TextSink sink) {
        Message question = prompt.messages().reversed().stream()
                .filter(UserMessage.class::isInstance)
                .findFirst()
                .orElseThrow();
        for (String word : echoOf(question.text()).split("(?<= )")) {
            sink.append(word);
        }
    }

    private static void answer(Conversation conversation, TextSink sink, List<ToolCall> calls)
            throws InterruptedException {
        conversation.asked.countDown();
        try {
            for (Object piece = conversation.pieces.take(); piece != END; piece = conversation.pieces.take()) {
                if (piece instanceof ChatException failure) {
                    throw failure;
                }
                if (piece instanceof ToolCall call) {
                    calls.add(call);
                } else {
                    sink.append((String) piece);
                }
            }
        } catch (InterruptedException interrupted) {
            conversation.interrupted.countDown();
            throw interrupted;
        }
    }
}
