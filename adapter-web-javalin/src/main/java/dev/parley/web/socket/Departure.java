package dev.parley.web.socket;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.ServerFrame.ErrorFrame;
import dev.parley.web.live.Farewell;
import dev.parley.web.live.LiveStream;
import java.time.Instant;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** A client that was sent away and has to go, whatever it still sends. */
final class Departure implements LiveStream {
    private final Session session;
    private final Services services;
    private final CloseCode code;
    private final long since = System.nanoTime();

    private Departure(Session session, Services services, CloseCode code) {
        this.session = session;
        this.services = services;
        this.code = code;
    }

    /** @param explanation what the close code does not tell; null if it tells all */
    static Departure begin(Session session, Services services, CloseCode code, @Nullable ChatException explanation) {
        Departure departure = new Departure(session, services, code);
        services.streams().add(departure);
        if (explanation != null) {
            session.sendText(services.json().text(ErrorFrame.of(null, explanation)), Callback.NOOP);
        }
        session.close(code.code(), code.reason(), Callback.NOOP);
        return departure;
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public @Nullable UserId user() {
        return null;
    }

    @Override
    public void expel() {
        // It goes anyway.
    }

    @Override
    public String reasonOfEnd() {
        return code.label();
    }

    @Override
    public void tick(Instant now) {
        if (System.nanoTime() - since >= SocketConnection.LAST_WORDS.toNanos()) {
            session.disconnect();
            gone();
        }
    }

    @Override
    public boolean isCaughtUp() {
        return true;
    }

    @Override
    public boolean isEnding() {
        return true;
    }

    @Override
    public void dismiss(Farewell farewell) {
        gone();
    }

    void gone() {
        services.streams().remove(this);
    }
}
