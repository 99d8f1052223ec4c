package dev.parley.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line to a server that carries one request there, takes the whole answer, and breaks before the client has any of it. */
final class SwallowingLine implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final URI server;
    private final ServerSocket entrance;
    private final CompletableFuture<String> swallowed = new CompletableFuture<>();

    SwallowingLine(URI server) throws IOException {
        this.server = server;
        this.entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::carry);
    }

    URI entrance() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort() + "/");
    }

    /** The answer that did not arrive. */
    String swallowed() {
        return swallowed
                .orTimeout(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void carry() {
        try (Socket client = entrance.accept();
                Socket onwards = new Socket(server.getHost(), server.getPort())) {
            Thread.startVirtualThread(() -> pump(client, onwards));
            swallowed.complete(answer(onwards.getInputStream()));
        } catch (IOException failed) {
            swallowed.completeExceptionally(failed);
        }
    }

    private static void pump(Socket client, Socket onwards) {
        try (OutputStream out = onwards.getOutputStream()) {
            client.getInputStream().transferTo(out);
        } catch (IOException broken) {
            // It is meant to.
        }
    }

    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!isWhole(bytes.toByteArray())) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("the server broke off after: " + bytes.toString(StandardCharsets.UTF_8));
            }
            bytes.write(buffer, 0, read);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        Matcher length = LENGTH.matcher(text);
        return body >= 4 && length.find() && bytes.length == body + Integer.parseInt(length.group(1));
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
