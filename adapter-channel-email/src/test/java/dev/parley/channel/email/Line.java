package dev.parley.channel.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A line to a server of this machine, over which connections are carried in some way. */
final class Line implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int to;
    private final Carrier carrier;

    /** Carries what goes over a connection, on threads of its own. */
    @FunctionalInterface
    interface Carrier {
        void begin(Socket client, Socket server);
    }

    Line(int to, Carrier carrier) throws IOException {
        this.to = to;
        this.carrier = carrier;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                carrier.begin(client, new Socket(InetAddress.getLoopbackAddress(), to));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
