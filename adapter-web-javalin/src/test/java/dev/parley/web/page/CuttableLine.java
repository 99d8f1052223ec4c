package dev.parley.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line between a browser and a server, which a test can cut and mend: a TCP proxy on a port of its own. */
final class CuttableLine implements AutoCloseable {
    private volatile InetSocketAddress server;
    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean whole = true;

    CuttableLine(int serverPort) {
        try {
            server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Breaks all connections, without a farewell, and lets no new ones through until {@link #mend}. */
    void cut() {
        whole = false;
        sockets.forEach(CuttableLine::reset);
        sockets.clear();
    }

    /** Leads to another server from now on. */
    void leadTo(int serverPort) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    }

    void mend() {
        whole = true;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                Thread.ofVirtual().start(() -> connect(browser));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket browser) {
        Socket onward = new Socket();
        sockets.add(browser);
        sockets.add(onward);
        // Looked at after the sockets can be found by a cut, so that none slips through.
        if (!whole) {
            reset(browser);
            reset(onward);
            return;
        }
        try {
            onward.connect(server);
            browser.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pass(browser, onward));
            pass(onward, browser);
        } catch (IOException broken) {
            reset(browser);
            reset(onward);
        }
    }

    private void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException broken) {
            // The other direction notices too.
        } finally {
            sockets.remove(from);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // That is what was wanted.
        }
    }
}
