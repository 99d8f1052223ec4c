package dev.parley.web.support;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A connection that sends bytes as a test wants them, malformed requests included. */
public final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    /** How long a byte that drips waits for the next one. */
    private static final int DRIP_MILLIS = 50;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer of the server. */
    public record Answer(int status, String head, String body) {
        /** A header; null if it is not there. */
        public String header(String name) {
            String start = "\n" + name.toLowerCase(Locale.ROOT) + ": ";
            int at = head.toLowerCase(Locale.ROOT).indexOf(start);
            return at < 0
                    ? null
                    : head.substring(at + start.length(), head.indexOf('\n', at + start.length()))
                            .strip();
        }
    }

    public static RawConnection open(int port) throws IOException {
        return open(port, 0);
    }

    /** @param receiveBuffer in bytes; 0 for the default */
    public static RawConnection open(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return new RawConnection(socket);
    }

    public RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** The next answer, whose length the server told; interim ones are skipped. */
    public Answer read() throws IOException {
        Answer answer = readHead();
        String length = answer.header("Content-Length");
        byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        return new Answer(answer.status(), answer.head(), new String(body, StandardCharsets.UTF_8));
    }

    /** The next answer without its body. */
    public Answer readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("after " + head);
            }
            head.append((char) next);
        }
        int status = Integer.parseInt(head.substring(9, 12));
        return status < 200 ? readHead() : new Answer(status, head.toString(), "");
    }

    /** Everything to the end of the connection. */
    public String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads so many bytes, or what there is to the end of the connection. */
    public int skip(int bytes) throws IOException {
        return in.readNBytes(bytes).length;
    }

    /** Whether the server closes the connection without a further word while it is sent a byte now and then. */
    public boolean isCutWhileDripping(String bytes, Duration atMost) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        socket.setSoTimeout(DRIP_MILLIS);
        for (int i = 0; System.nanoTime() - deadline < 0; i++) {
            try {
                send(bytes.substring(i % bytes.length(), i % bytes.length() + 1));
                if (in.read() < 0) {
                    return isReset(bytes);
                }
            } catch (SocketTimeoutException stillOpen) {
                // drip on
            } catch (SocketException cut) {
                return true;
            }
        }
        return false;
    }

    /** The server may have said its last word and still listen; what it does not take any more is answered by a reset. */
    private boolean isReset(String bytes) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                send(bytes.substring(0, 1));
                Pace.pause(Duration.ofMillis(DRIP_MILLIS));
            }
        } catch (SocketException cut) {
            return true;
        }
        return false;
    }

    /** Whether the server closes the connection by itself; what it sends until then is read. */
    public boolean isCut() {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
