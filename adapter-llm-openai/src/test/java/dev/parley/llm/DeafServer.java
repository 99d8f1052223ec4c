package dev.parley.llm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A server that does not even accept connections: its queue of them is full. */
final class DeafServer implements AutoCloseable {
    private static final int MOST = 100;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    DeafServer() throws IOException {
        while (isAccepting()) {
            if (waiting.size() == MOST) {
                throw new IOException("The queue of connections does not become full");
            }
        }
    }

    private boolean isAccepting() throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(listener.getLocalSocketAddress(), 200);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        listener.close();
    }
}
