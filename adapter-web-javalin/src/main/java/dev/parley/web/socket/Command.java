package dev.parley.web.socket;

import dev.parley.application.Charge;
import dev.parley.domain.ErrorCode;
import dev.parley.web.rate.Toll;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of client frames: everything there is to know of a frame, for those who obey it and those who describe it.
 *
 * @param type the frame's {@code type}
 * @param summary what it does, in one sentence
 * @param replies the types of the replies there may be; empty if there is none
 * @param refusals how it may be refused, beyond what every frame may be refused for; null if nobody thought of it yet
 * @param charge what it costs as a rule
 * @param toll what a frame of it costs
 * @param tooEarly tells of a reply that the frame came to nothing because it overtook those before it, so that it is carried out again
 *     when they are done; null for a frame that waits its turn
 */
public record Command<F extends Record>(
        String type,
        String summary,
        Class<F> frame,
        List<Class<? extends Record>> replies,
        @Nullable List<ErrorCode> refusals,
        Charge charge,
        Function<F, Toll> toll,
        @Nullable Predicate<Record> tooEarly,
        Handler<F> handler) {
    public Command {
        replies = List.copyOf(replies);
        refusals = refusals == null ? null : List.copyOf(refusals);
    }

    /** Does what a frame asks for. */
    @FunctionalInterface
    public interface Handler<F extends Record> {
        /** @return the reply; null if there is none */
        @Nullable
        Record handle(Peer peer, F frame);
    }

    static <F extends Record> Command<F> of(
            String type, String summary, Class<F> frame, Class<? extends Record> reply, Handler<F> handler) {
        return new Command<>(
                type, summary, frame, List.of(reply), null, Charge.WRITE, tollOf(Charge.WRITE), null, handler);
    }

    /** The same frame, which costs something else than most: those write. */
    Command<F> charges(Charge other) {
        return new Command<>(type, summary, frame, replies, refusals, other, tollOf(other), tooEarly, handler);
    }

    /** The same frame, which costs what it shows. */
    Command<F> charges(Function<F, Charge> ofFrame) {
        return new Command<>(
                type,
                summary,
                frame,
                replies,
                refusals,
                charge,
                each -> Toll.of(ofFrame.apply(each), sessionOf(each)),
                tooEarly,
                handler);
    }

    private static <F> Function<F, Toll> tollOf(Charge charge) {
        return frame -> Toll.of(charge, sessionOf(frame));
    }

    private static @Nullable String sessionOf(Object frame) {
        return frame instanceof ClientFrames.InSession inSession ? inSession.sessionId() : null;
    }

    /** The same frame, which may have another reply, too. */
    Command<F> or(Class<? extends Record> reply) {
        List<Class<? extends Record>> more = new ArrayList<>(replies);
        more.add(reply);
        return new Command<>(type, summary, frame, more, refusals, charge, toll, tooEarly, handler);
    }

    /** The same frame, which may be refused in these ways; nothing if there are none of its own. */
    Command<F> refuses(ErrorCode... codes) {
        return new Command<>(type, summary, frame, replies, List.of(codes), charge, toll, tooEarly, handler);
    }

    static <F extends Record> Command<F> silent(String type, String summary, Class<F> frame, Handler<F> handler) {
        return new Command<>(type, summary, frame, List.of(), null, Charge.WRITE, tollOf(Charge.WRITE), null, handler);
    }

    /** Overtakes the frames before it. */
    static <F extends Record, R extends Record> Command<F> overtaking(
            String type, String summary, Class<F> frame, Class<R> reply, Predicate<R> tooEarly, Handler<F> handler) {
        return new Command<>(
                type,
                summary,
                frame,
                List.of(reply),
                null,
                Charge.WRITE,
                tollOf(Charge.WRITE),
                sent -> tooEarly.test(reply.cast(sent)),
                handler);
    }

    boolean overtakes() {
        return tooEarly != null;
    }

    boolean isTooEarly(Record sent) {
        return tooEarly != null && tooEarly.test(sent);
    }
}
