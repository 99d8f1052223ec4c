package dev.parley.launcher.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line to a server, which a test can cut and mend, or make deaf: a TCP proxy on a port of its own. */
public final class CuttableLine implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean whole = true;
    private volatile boolean deaf;

    public CuttableLine(int serverPort) {
        this.serverPort = serverPort;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    /** Breaks all connections, without a farewell, and lets no new ones through until {@link #mend}. */
    public void cut() {
        whole = false;
        sockets.forEach(CuttableLine::reset);
        sockets.clear();
    }

    public void mend() {
        deaf = false;
        whole = true;
    }

    /** What the server says is lost from now on; what it is told arrives. */
    public void loseAnswers() {
        deaf = true;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        // Looked at after the socket can be found by a cut, so that none slips through.
        if (!whole) {
            reset(client);
            return;
        }
        try {
            Socket onwards = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(onwards);
            if (!whole) {
                reset(onwards);
            }
            Thread.ofVirtual().start(() -> pass(client, onwards, false));
            pass(onwards, client, true);
        } catch (IOException broken) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!isAnswer || !deaf) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException broken) {
            // The other direction notices, too.
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
