package dev.parley.web.http;

import dev.parley.web.connection.Client;
import dev.parley.web.connection.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/**
 * A request as its client sent it, whatever trusted proxies stand in between: everybody behind the edge sees the client's address and
 * whether it came over TLS, and nobody else reads the headers that tell.
 */
class ClientRequest extends Request.Wrapper {
    private final Client client;
    private final HttpURI uri;
    private final ConnectionMetaData connection;

    ClientRequest(Request request, Client client) {
        super(request);
        this.client = client;
        // The request line may name a scheme, too, which says nothing.
        this.uri = HttpURI.build(request.getHttpURI())
                .scheme(client.secure() ? HttpScheme.HTTPS : HttpScheme.HTTP)
                .asImmutable();
        this.connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
                SocketAddress peer = super.getRemoteSocketAddress();
                return peer instanceof InetSocketAddress internet
                                && !internet.getAddress().equals(client.address())
                        ? new InetSocketAddress(client.address(), 0)
                        : peer;
            }

            @Override
            public boolean isSecure() {
                return client.secure();
            }
        };
    }

    /** The client of a request that has just come in. */
    static Client clientOf(Request request, TrustedProxies proxies) {
        return proxies.client(
                addressOf(request),
                request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR),
                request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_PROTO));
    }

    private static InetAddress addressOf(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress internet ? internet.getAddress() : InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean isSecure() {
        return client.secure();
    }

    @Override
    public HttpURI getHttpURI() {
        return uri;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
        return connection;
    }
}
