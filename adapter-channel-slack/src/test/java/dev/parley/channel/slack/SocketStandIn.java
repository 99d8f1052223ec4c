package dev.parley.channel.slack;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** The other end of Slack's sockets. */
final class SocketStandIn extends WebSocketServer implements AutoCloseable {
    final List<WebSocket> opened = new CopyOnWriteArrayList<>();
    final BlockingQueue<JsonObject> acknowledged = new LinkedBlockingQueue<>();
    volatile boolean greets = true;
    volatile String greeting = "{\"type\":\"hello\",\"num_connections\":1}";
    volatile boolean isDeaf;
    private final CountDownLatch ready = new CountDownLatch(1);

    SocketStandIn() throws InterruptedException {
        super(new InetSocketAddress("127.0.0.1", 0), 1);
        setReuseAddr(true);
        setConnectionLostTimeout(0);
        start();
        ready.await();
    }

    String url() {
        return "ws://127.0.0.1:" + getPort() + "/link/?ticket=hush-ticket";
    }

    @Override
    public void onStart() {
        ready.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        opened.add(socket);
        if (greets) {
            socket.send(greeting);
        }
    }

    @Override
    public void onMessage(WebSocket socket, String message) {
        acknowledged.add(JsonParser.parseString(message).getAsJsonObject());
    }

    @Override
    public void onWebsocketPing(WebSocket socket, Framedata frame) {
        if (!isDeaf) {
            super.onWebsocketPing(socket, frame);
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        opened.remove(socket);
    }

    @Override
    public void onError(WebSocket socket, Exception failure) {
        // The tests see what comes of it.
    }

    void send(String envelope, String type, Map<String, Object> payload) {
        opened.getLast()
                .send(new Gson()
                        .toJson(Map.of(
                                "envelope_id",
                                envelope,
                                "type",
                                type,
                                "payload",
                                payload,
                                "accepts_response_payload",
                                true)));
    }

    JsonObject acknowledgement() throws InterruptedException {
        JsonObject next = acknowledged.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was acknowledged");
        }
        return next;
    }

    @Override
    public void close() {
        try {
            stop(1_000);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
