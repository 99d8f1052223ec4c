package dev.parley.web.socket;

import dev.parley.application.Parley;
import dev.parley.domain.ChatException;
import dev.parley.web.auth.Identity;
import dev.parley.web.http.CorrelationId;
import dev.parley.web.http.Credentials;
import dev.parley.web.http.Origins;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import dev.parley.web.live.LiveStreams;
import dev.parley.web.live.Timing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
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

    private static final String SUBPROTOCOL = "parley.v1";
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
                streams,
                new AddressLimit(parley.limits().connectionsPerIp()),
                parley.rateLimits(),
                timing,
                executor);
    }

    @Override
    public @Nullable Object createWebSocket(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        if (services.streams().isDraining() || !parley.isModelReady()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
            Response.writeError(request, response, callback, 503);
            return null;
        }
        if (request.hasSubProtocol(SUBPROTOCOL)) {
            response.setAcceptedSubProtocol(SUBPROTOCOL);
        }
        response.setExtensions(List.of());
        return new SocketListener(services, arrival(request));
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
        } catch (ChatException.Unauthenticated unauthenticated) {
            refusal = origin != null && refusal != null ? refusal : CloseCode.UNAUTHENTICATED;
        }
        Fields query = Request.extractQueryParameters(request);
        return new Arrival(
                identity,
                refusal,
                addressOf(request),
                Objects.requireNonNullElse((String) request.getAttribute(CorrelationId.HEADER), ""),
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
