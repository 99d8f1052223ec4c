package dev.parley.web.socket;

import dev.parley.application.Parley;
import dev.parley.domain.ChatException;
import dev.parley.web.auth.Identity;
import dev.parley.web.connection.AddressLimit;
import dev.parley.web.http.AccessLog;
import dev.parley.web.http.Credentials;
import dev.parley.web.http.LogMarks;
import dev.parley.web.http.Origins;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import dev.parley.web.live.LiveStreams;
import dev.parley.web.live.Timing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.WebSocketCreator;
import org.jspecify.annotations.Nullable;

/**
 * Takes WebSocket handshakes (RFC 6455, 4.2). Who may not come in is let in and sent away with a close code, because browsers tell pages
 * nothing of a refused handshake; only when the server cannot take anybody, the handshake is refused.
 */
public final class SocketEndpoint implements WebSocketCreator {
    public static final String PATH = "/ws";

    /** Most characters of what a client's frame has its reply repeat. */
    public static final int LONGEST_REF = 64;

    public static final String SUBPROTOCOL = "parley.v1";

    private static final String BEARER_SUBPROTOCOL = "bearer.";

    private final Parley parley;
    private final Credentials credentials;
    private final Origins origins;
    private final Services services;

    public SocketEndpoint(
            Parley parley,
            CommandTable commands,
            Credentials credentials,
            Origins origins,
            Json json,
            FrameCodec codec,
            LiveStreams streams,
            Timing timing,
            Executor executor) {
        this.parley = parley;
        this.credentials = credentials;
        this.origins = origins;
        this.services = new Services(
                json,
                codec,
                parley.notices(),
                commands,
                credentials.gate(),
                parley.users(),
                streams,
                new AddressLimit(parley.limits().connectionsPerIp()),
                parley.rateLimits(),
                timing,
                executor,
                parley.telemetry());
    }

    @Override
    public @Nullable Object createWebSocket(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        AccessLog.noteRoute(request, PATH);
        if (services.streams().isDraining() || !parley.isModelReady()) {
            return refuse(request, response, callback);
        }
        Arrival arrival;
        try {
            arrival = arrival(request);
        } catch (ChatException.Unavailable unknown) {
            return refuse(request, response, callback);
        }
        if (request.hasSubProtocol(SUBPROTOCOL)) {
            response.setAcceptedSubProtocol(SUBPROTOCOL);
        }
        response.setExtensions(List.of());
        return new SocketListener(services, arrival);
    }

    /** The client shall come back soon. */
    private static @Nullable Object refuse(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        Response.writeError(request, response, callback, 503);
        return null;
    }

    private Arrival arrival(ServerUpgradeRequest request) {
        Identity identity = null;
        CloseCode refusal = null;
        String authorization = authorization(request);
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        boolean mayLackOrigin = authorization != null;
        if (origin == null ? !mayLackOrigin : !origins.isAllowed(origin, request.isSecure(), host(request))) {
            refusal = CloseCode.FOREIGN_ORIGIN;
        }
        try {
            identity = credentials.identify(authorization, Credentials.cookieOf(request));
        } catch (ChatException.Unauthenticated | ChatException.Forbidden keptOut) {
            refusal = origin != null && refusal != null ? refusal : CloseCode.UNAUTHENTICATED;
        }
        ChatException explanation = null;
        if (Credentials.isInQuery(request.getHttpURI().getQuery())) {
            refusal = CloseCode.UNAUTHENTICATED;
            explanation = new ChatException.Unauthenticated(Credentials.NOT_IN_QUERY);
        }
        Fields query = Request.extractQueryParameters(request);
        return new Arrival(
                identity,
                refusal,
                explanation,
                addressOf(request),
                LogMarks.of(request),
                query.getValue("session_id"),
                query.getValue("position"));
    }

    /** The token that a browser's page cannot put into a header comes as a subprotocol. */
    private static @Nullable String authorization(ServerUpgradeRequest request) {
        String header = Credentials.authorizationOf(request);
        if (header != null) {
            return header;
        }
        return request.getSubProtocols().stream()
                .filter(offered -> offered.startsWith(BEARER_SUBPROTOCOL))
                .findFirst()
                .map(offered -> "Bearer " + offered.substring(BEARER_SUBPROTOCOL.length()))
                .orElse(null);
    }

    private static @Nullable String host(Request request) {
        return request.getHeaders().get(HttpHeader.HOST);
    }

    private static InetAddress addressOf(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress internet ? internet.getAddress() : InetAddress.getLoopbackAddress();
    }
}
