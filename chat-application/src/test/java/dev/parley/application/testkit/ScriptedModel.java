package dev.parley.application.testkit;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A model that does what a test wrote down: the scripts given to {@link #next} one after the other, then what {@link #always} says,
 * which is to repeat the question unless told otherwise. It notes what it was asked and how many answers it gave at once in one session.
 */
public final class ScriptedModel implements LanguageModel {
    /** The name it answers under. */
    public static final String NAME = "scripted";

    /** What each of its answers costs. */
    public static final TokenUsage USAGE = new TokenUsage(7, 5);

    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final Queue<Prompt> prompts = new ConcurrentLinkedQueue<>();
    private final Map<SessionId, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile Function<Prompt, Script> otherwise = prompt -> script(say("You said: ", question(prompt)));
    private volatile boolean ready = true;

    /** One thing that happens during an answer. */
    @FunctionalInterface
    public interface Step {
        void play(Prompt prompt, TextSink sink) throws InterruptedException;
    }

    /**
     * One answer.
     *
     * @param toolCalls the tools it calls at its end
     */
    public record Script(List<Step> steps, List<ToolCall> toolCalls) {
        public Script {
            steps = List.copyOf(steps);
            toolCalls = List.copyOf(toolCalls);
        }

        /** The same answer, which calls tools at its end. */
        public Script calling(ToolCall... calls) {
            return new Script(steps, List.of(calls));
        }
    }

    public static Script script(Step... steps) {
        return new Script(List.of(steps), List.of());
    }

    /** Says something, piece by piece. */
    public static Step say(String... pieces) {
        return (prompt, sink) -> Arrays.stream(pieces).forEach(sink::append);
    }

    /** Breaks off. */
    public static Step fail(Throwable failure) {
        return (prompt, sink) -> ScriptedModel.<RuntimeException>sneak(failure);
    }

    /** Says nothing more until the thread is interrupted. */
    public static Step silence() {
        return (prompt, sink) -> new CountDownLatch(1).await();
    }

    /** Says a text in pieces of random lengths, some of which split surrogate pairs or are empty. */
    public static Step sayInPieces(String text, Random random, int longest) {
        return (prompt, sink) -> {
            int from = 0;
            while (from < text.length()) {
                int to = Math.min(text.length(), from + random.nextInt(longest + 1));
                sink.append(text.substring(from, to));
                from = to;
                if (random.nextInt(4) == 0) {
                    Thread.yield();
                }
            }
        };
    }

    /** A place in a script where the model waits until the test lets it go on. */
    public static final class Gate implements Step {
        private static final int PATIENCE_SECONDS = 30;

        private final boolean deaf;
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        private Gate(boolean deaf) {
            this.deaf = deaf;
        }

        /** Lets an interrupt through. */
        public static Gate closed() {
            return new Gate(false);
        }

        /** Takes no notice of interrupts, as a misbehaving model does. */
        public static Gate deaf() {
            return new Gate(true);
        }

        @Override
        public void play(Prompt prompt, TextSink sink) throws InterruptedException {
            arrived.countDown();
            while (true) {
                try {
                    opened.await();
                    return;
                } catch (InterruptedException interrupted) {
                    if (!deaf) {
                        throw interrupted;
                    }
                }
            }
        }

        public void open() {
            opened.countDown();
        }

        /** Waits until the model is here. */
        public Gate awaitArrival() throws InterruptedException {
            if (!arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the model did not come to the gate");
            }
            return this;
        }

        public boolean isReached() {
            return arrived.getCount() == 0;
        }
    }

    /** Adds a script for the next answer that has none. */
    public ScriptedModel next(Step... steps) {
        return next(script(steps));
    }

    public ScriptedModel next(Script script) {
        scripts.add(script);
        return this;
    }

    /** What it does when no script is left. */
    public ScriptedModel always(Function<Prompt, Script> script) {
        otherwise = script;
        return this;
    }

    public ScriptedModel ready(boolean isReady) {
        ready = isReady;
        return this;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        AtomicInteger here = running.computeIfAbsent(prompt.session().id(), session -> new AtomicInteger());
        mostAtOnce.accumulateAndGet(here.incrementAndGet(), Math::max);
        try {
            Script planned = scripts.poll();
            // Whoever sees that it was asked may plan the next answer.
            prompts.add(prompt);
            Script script = planned != null ? planned : otherwise.apply(prompt);
            for (Step step : script.steps()) {
                step.play(prompt, sink);
            }
            return new Reply(script.toolCalls(), NAME, USAGE);
        } finally {
            here.decrementAndGet();
        }
    }

    /** What it was asked so far, the oldest first. */
    public List<Prompt> prompts() {
        return new ArrayList<>(prompts);
    }

    /** The most answers it ever gave at the same time in one session. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** How many answers it gives just now. */
    public int answering() {
        return running.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** The text of the user's message that a prompt asks to answer. */
    public static String question(Prompt prompt) {
        return prompt.messages().stream()
                .filter(message ->
                        message instanceof UserMessage user && user.turnId().equals(prompt.turnId()))
                .map(Message::text)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the prompt has no question: " + prompt));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
