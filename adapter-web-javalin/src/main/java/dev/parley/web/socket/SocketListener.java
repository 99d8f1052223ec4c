package dev.parley.web.socket;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the web server calls when something happens to a connection. Nothing is ever thrown back to it: it would close the connection
 * with the text of the exception as the reason. Public only because the web server demands it.
 */
public final class SocketListener implements Session.Listener.AutoDemanding {
    private static final Logger LOG = LoggerFactory.getLogger(SocketListener.class);

    private final Services services;
    private final Arrival arrival;
    private @Nullable SocketConnection connection;
    private @Nullable Departure departure;

    SocketListener(Services services, Arrival arrival) {
        this.services = services;
        this.arrival = arrival;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        try {
            CloseCode refusal = SocketConnection.refusal(services, arrival);
            if (refusal == null) {
                connection = SocketConnection.open(session, services, arrival);
            } else {
                departure = Departure.begin(session, services, refusal, arrival.explanation());
            }
        } catch (Throwable defect) {
            LOG.error("a connection could not be opened", defect);
            session.setIdleTimeout(SocketConnection.LAST_WORDS);
            session.close(CloseCode.INTERNAL.code(), CloseCode.INTERNAL.reason(), Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketText(String message) {
        guarded(opened -> opened.receive(message));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        guarded(opened -> opened.close(CloseCode.NOT_TEXT));
        callback.succeed();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        guarded(SocketConnection::seen);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("a connection broke", cause);
    }

    @Override
    public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
        guarded(SocketConnection::gone);
        if (departure != null) {
            departure.gone();
        }
        callback.succeed();
    }

    private void guarded(Consumer<SocketConnection> action) {
        SocketConnection opened = connection;
        if (opened == null) {
            return;
        }
        try {
            action.accept(opened);
        } catch (Throwable defect) {
            LOG.error("a connection failed", defect);
            opened.close(CloseCode.INTERNAL);
        }
    }
}
