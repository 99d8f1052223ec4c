package dev.parley.application.agent;

import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Drafting;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.AssistantMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model on a thread of its own, so that it can be cut off by interrupting it without hurting anything else. Its text goes to
 * watchers at once and to the store in batches.
 */
final class ModelCall implements TextSink {
    /** Longest text of an answer, in UTF-16 code units: several times what models say at most, since some never come to an end. */
    static final int LONGEST = 1 << 20;

    private final AssistantMessage answer;
    private final Drafting drafting;
    private final DraftSaver saver;
    private final LogContext logs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();

    /** The first half of a surrogate pair whose second half has not come yet; 0 if there is none. */
    private char pending;

    private boolean closed;
    private @Nullable Reply reply;
    private @Nullable Throwable failure;
    private @Nullable TokenReport report;
    private @Nullable Thread thread;
    private long startedAt;
    private @Nullable Duration firstText;

    ModelCall(AssistantMessage answer, Drafting drafting, DraftSaver saver, LogContext logs) {
        this.answer = answer;
        this.drafting = drafting;
        this.saver = saver;
        this.logs = logs;
    }

    void start(LanguageModel model, Prompt prompt) {
        startedAt = System.nanoTime();
        thread = Thread.ofVirtual()
                .name("parley-model-" + answer.turnId())
                .start(logs.carrying(() -> run(model, prompt)));
    }

    private void run(LanguageModel model, Prompt prompt) {
        try {
            finish(Objects.requireNonNull(model.answer(prompt, this), "the model gave no reply"), null);
        } catch (Throwable problem) {
            finish(null, problem);
        }
    }

    /** A reply that comes after the call was cut off does not count: its text is not whole. */
    private void finish(@Nullable Reply given, @Nullable Throwable problem) {
        lock.lock();
        try {
            if (given != null && closed) {
                failure = new CancellationException("the answer was cut off");
                report = new TokenReport(given.model(), given.usage());
            } else {
                reply = given == null ? null : given.withFirstText(firstText);
                failure = problem;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void append(String piece) {
        int offset;
        String whole;
        lock.lock();
        try {
            if (closed) {
                throw new CancellationException("nobody wants the answer any more");
            }
            whole = wholeCodePoints(piece);
            if (whole.isEmpty()) {
                return;
            }
            offset = text.length();
            requireRoom(whole);
            text.append(whole);
            if (offset == 0) {
                firstText = Duration.ofMillis(
                        Duration.ofNanos(System.nanoTime() - startedAt).toMillis());
                changed.signalAll();
            }
            // Under the lock, so that pieces reach the draft in order even if an adapter appends from several threads.
            drafting.grow(answer.id(), offset, whole);
            saver.offer(answer.sessionId(), answer.id(), offset, whole);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void report(TokenReport soFar) {
        lock.lock();
        try {
            report = soFar;
        } finally {
            lock.unlock();
        }
    }

    /** What the server told of the tokens before the call ended; null if nothing. */
    @Nullable
    TokenReport report() {
        lock.lock();
        try {
            return report;
        } finally {
            lock.unlock();
        }
    }

    private void requireRoom(String piece) {
        if (text.length() + piece.length() > LONGEST) {
            closed = true;
            throw new ChatException.Unavailable(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "The model did not come to an end within %d characters and was cut off; ask for less."
                            .formatted(LONGEST),
                    Duration.ZERO);
        }
    }

    private String wholeCodePoints(String piece) {
        if (piece.isEmpty()) {
            return piece;
        }
        String joined = pending == 0 ? piece : pending + piece;
        char end = joined.charAt(joined.length() - 1);
        pending = Character.isHighSurrogate(end) ? end : 0;
        return TextRules.repaired(pending == 0 ? joined : joined.substring(0, joined.length() - 1));
    }

    /**
     * Waits until the model is done, the text begins, or an interest of the caller changes.
     *
     * @param begun whether the caller already knows that the text began
     * @param concern checked whenever {@link #nudge} was called; true ends the wait
     * @return false if the time is over
     */
    boolean await(Duration timeout, boolean begun, BooleanSupplier concern) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!isDone() && !concern.getAsBoolean() && (begun || text.isEmpty())) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a waiting caller look at its concern again. */
    void nudge() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the call: no more text is taken, the model's thread is interrupted and given a moment to let go of its connection. */
    void cutOff(Duration grace) throws InterruptedException {
        Thread running = thread;
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.interrupt();
            running.join(grace);
        }
    }

    boolean isDone() {
        lock.lock();
        try {
            return reply != null || failure != null;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Reply reply() {
        lock.lock();
        try {
            return reply;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    boolean hasText() {
        lock.lock();
        try {
            return !text.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The text so far; takes no more. */
    String close() {
        lock.lock();
        try {
            closed = true;
            return text.toString();
        } finally {
            lock.unlock();
        }
    }
}
