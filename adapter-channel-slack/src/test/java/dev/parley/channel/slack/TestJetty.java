package dev.parley.channel.slack;

import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A web server with one servlet at {@code /slack/*}. */
final class TestJetty implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;

    TestJetty(HttpServlet servlet) {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        // As many connections as the tests open at once; the usual queue is shorter than that.
        connector.setAcceptQueueSize(1_000);
        server.addConnector(connector);
        server.setStopTimeout(0);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/slack/*");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/slack" + path);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
