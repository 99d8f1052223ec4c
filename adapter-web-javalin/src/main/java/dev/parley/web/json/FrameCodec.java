package dev.parley.web.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.event.Position;
import dev.parley.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/** Encodes what watchers of sessions are told, once for all who read it. Safe for use by many threads. */
public final class FrameCodec {
    private static final int LENGTH_WITHOUT_TEXT = 200;

    private final Json json;

    public FrameCodec(Json json) {
        this.json = json;
    }

    /** @param watcher who reads; only a {@code reset}, which is shared with nobody, depends on it */
    public EncodedFrame encode(SharedFrame shared, UserId watcher) {
        return shared.encoded(EncodedFrame.class, frame -> encode(frame, watcher));
    }

    public EncodedFrame encode(ServerFrame frame, @Nullable Position position) {
        return new EncodedFrame(frame.type(), position == null ? null : position.toString(), json.text(frame));
    }

    private EncodedFrame encode(Frame frame, UserId watcher) {
        return frame instanceof Frame.DeltaFrame delta ? encode(delta) : encodeRecord(frame, watcher);
    }

    /** By hand, as the mapper would: there is one for each token. */
    static EncodedFrame encode(Frame.DeltaFrame delta) {
        String position = delta.position().toString();
        StringBuilder text = new StringBuilder(delta.text().length() + LENGTH_WITHOUT_TEXT)
                .append("{\"type\":\"delta\",\"session_id\":\"")
                .append(delta.sessionId())
                .append("\",\"position\":\"")
                .append(position)
                .append("\",\"message_id\":\"")
                .append(delta.messageId())
                .append("\",\"offset\":")
                .append(delta.offset())
                .append(",\"text\":\"");
        JsonStringEncoder.getInstance().quoteAsString(delta.text(), text);
        return new EncodedFrame(
                ServerFrame.DeltaFrame.TYPE, position, text.append("\"}").toString());
    }

    private EncodedFrame encodeRecord(Frame frame, UserId watcher) {
        return encode(serverFrame(frame, watcher), frame.position());
    }

    static ServerFrame serverFrame(Frame frame, UserId watcher) {
        String session = frame.sessionId().toString();
        return switch (frame) {
            case Frame.EventFrame event ->
                new ServerFrame.EventFrame(
                        ServerFrame.EventFrame.TYPE,
                        session,
                        event.position().toString(),
                        EventJson.from(event.event()));
            case Frame.DeltaFrame delta ->
                new ServerFrame.DeltaFrame(
                        ServerFrame.DeltaFrame.TYPE,
                        session,
                        delta.position().toString(),
                        delta.messageId().toString(),
                        delta.offset(),
                        delta.text());
            case Frame.ResetFrame reset ->
                new ServerFrame.ResetFrame(
                        ServerFrame.ResetFrame.TYPE, session, reset.position().toString(), snapshot(reset, watcher));
            case Frame.TypingFrame typing ->
                new ServerFrame.TypingFrame(
                        ServerFrame.TypingFrame.TYPE, session, typing.user().toString(), typing.active());
            case Frame.PresenceFrame presence ->
                new ServerFrame.PresenceFrame(
                        ServerFrame.PresenceFrame.TYPE, session, presence.user().toString(), presence.online());
        };
    }

    private static SnapshotJson snapshot(Frame.ResetFrame reset, UserId watcher) {
        Snapshot snapshot = reset.snapshot();
        return new SnapshotJson(
                SessionJson.from(snapshot.session(), watcher, snapshot.openTurns(), reset.openQuestions()),
                MessageJson.from(snapshot.messages()),
                snapshot.session().messageCount());
    }
}
