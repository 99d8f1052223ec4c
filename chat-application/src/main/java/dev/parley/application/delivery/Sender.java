package dev.parley.application.delivery;

import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes attempts over the channels that there are, each within its time. Safe for many threads. */
final class Sender {
    private static final System.Logger LOG = System.getLogger(Sender.class.getName());
    private static final int LONGEST_REASON = 300;
    private static final String DEFECT = "The channel failed unexpectedly.";
    private static final String TOO_SLOW = "The channel did not answer in time.";
    private static final String LOST = "It is not known whether it arrived: ";
    private static final String CUT_OFF = "The server stopped while it was sent.";

    private final Map<ChannelKind, MessageChannel> channels;
    private final Duration timeout;

    Sender(Map<ChannelKind, MessageChannel> channels, Duration timeout) {
        this.channels = channels;
        this.timeout = timeout;
    }

    Result make(Attempt attempt) throws InterruptedException {
        return attempt.lost() ? find(attempt, CUT_OFF) : send(attempt);
    }

    private MessageChannel channel(Attempt attempt) {
        MessageChannel channel = channels.get(attempt.channel());
        if (channel == null) {
            throw new IllegalStateException("there is no channel " + attempt.channel());
        }
        return channel;
    }

    private Result send(Attempt attempt) throws InterruptedException {
        try {
            return new Result.Sent(kept(inTime(() -> channel(attempt).send(attempt.message()))));
        } catch (UndeliveredException undelivered) {
            String why = reason(undelivered, attempt);
            if (undelivered.isUncertain()) {
                return find(attempt, why);
            }
            return undelivered.isLasting()
                    ? new Result.Refused(why)
                    : new Result.Unavailable(why, undelivered.retryAfter());
        } catch (TimeoutException slow) {
            return find(attempt, TOO_SLOW);
        } catch (RuntimeException defect) {
            report(attempt, defect);
            return find(attempt, DEFECT);
        }
    }

    /** @param what happened to it, in a sentence */
    private Result find(Attempt attempt, String what) throws InterruptedException {
        try {
            Optional<Receipt> found = inTime(() -> channel(attempt).find(attempt.id(), attempt.address()));
            return found.isPresent() ? new Result.Sent(kept(found.get())) : new Result.Unknown(LOST + what);
        } catch (UndeliveredException unreachable) {
            return new Result.Unclear(LOST + reason(unreachable, attempt));
        } catch (TimeoutException slow) {
            return new Result.Unclear(LOST + TOO_SLOW);
        } catch (RuntimeException defect) {
            report(attempt, defect);
            return new Result.Unclear(LOST + DEFECT);
        }
    }

    /** On a thread of its own, which is interrupted when the time is over; whether it heeds that, nobody waits for it. */
    private <T> T inTime(Callable<T> call) throws UndeliveredException, TimeoutException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("parley-sending").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case UndeliveredException undelivered -> throw undelivered;
                case InterruptedException cut -> throw new TimeoutException();
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        } finally {
            task.cancel(true);
        }
    }

    /** What a channel says is kept only if it can be stored. */
    private static @Nullable String kept(Receipt receipt) {
        try {
            return TextRules.check("receipt", receipt.value(), 1, Receipt.LONGEST);
        } catch (ChatException.Invalid garbage) {
            return null;
        }
    }

    /** One line that does not say where the person can be reached, whatever the channel put into it. */
    private static String reason(UndeliveredException undelivered, Attempt attempt) {
        String text = String.valueOf(undelivered.getMessage())
                .replace(attempt.address(), "the address")
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        String repaired = TextRules.repaired(text);
        return repaired.codePointCount(0, repaired.length()) <= LONGEST_REASON
                ? repaired
                : repaired.substring(0, repaired.offsetByCodePoints(0, LONGEST_REASON)) + " …";
    }

    private static void report(Attempt attempt, RuntimeException defect) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the channel " + attempt.channel().wireName() + " failed unexpectedly",
                defect);
    }
}
