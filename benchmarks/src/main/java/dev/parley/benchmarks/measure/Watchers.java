package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.bare.BareServer;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.load.WebSocketClient;
import dev.parley.benchmarks.report.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Events per second that reach many watchers of one session, also when one of them stops reading. */
public final class Watchers implements Measurement {
    private static final int WATCHERS = 1000;
    private static final int EVENTS = 600;

    /** Events that were published but not yet confirmed. */
    private static final int WINDOW = 8;

    /** Bytes of every frame that watchers get, whichever server sends it. */
    private static final int FRAME = 600;

    private static final String NUMBER = "\"n\":";

    @Override
    public String name() {
        return "watchers";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        int watchers = bench.options().count(WATCHERS, 5);
        int events = bench.options().count(EVENTS, 20);
        List<Double> plain = new ArrayList<>();
        List<Double> parley = new ArrayList<>();
        List<Double> stalled = new ArrayList<>();
        try (Server bare = bench.bare();
                Server memory = bench.parleyOnMemory()) {
            for (int run = -1; run < bench.options().runs(); run++) {
                Double one = broadcast(bare, watchers, events);
                Double other = session(bench, memory, watchers, events, false);
                Double another = session(bench, memory, watchers, events, true);
                if (run >= 0) {
                    plain.add(one);
                    parley.add(other);
                    stalled.add(another);
                }
            }
        }
        String what = "%,d watchers".formatted(watchers);
        return List.of(
                Finding.ratio(what, "≥ 0.8 ×", "events/s", parley, plain),
                Finding.ratio(what + ", one of them stalled, to none", "1 ×", "events/s", stalled, parley));
    }

    private static double broadcast(Server bare, int watchers, int events) throws Exception {
        List<WebSocketClient> all =
                Together.make(watchers, one -> new WebSocketClient(bare.address(), "/broadcast", null, null));
        Together.forEach(all, (one, index) -> one.await(BareServer.WELCOME));
        WebSocketClient publisher = new WebSocketClient(bare.address(), "/broadcast", null, null);
        publisher.await(BareServer.WELCOME);
        String begin = "{\"type\":\"event\",\"padding\":\"";
        int padding = FRAME - begin.length() - NUMBER.length() - 8;
        double rate =
                rate(all, events, publisher, number -> begin + "x".repeat(padding) + "\"," + NUMBER + number + "}");
        close(all);
        publisher.close();
        return rate;
    }

    private static double session(Bench bench, Server parley, int watchers, int events, boolean withStalled)
            throws Exception {
        String token = bench.token("watcher");
        String session;
        try (HttpConnection http = new HttpConnection(parley.address(), token)) {
            session = Asker.field(http.post("/api/sessions", "{}"), "session_id");
        }
        String path = "/ws?session_id=" + session + "&position=1";
        List<WebSocketClient> all =
                Together.make(watchers, one -> new WebSocketClient(parley.address(), path, protocols(token), null));
        Together.forEach(all, (one, index) -> one.await("\"session_joined\""));
        WebSocketClient stalled =
                withStalled ? new WebSocketClient(parley.address(), path, protocols(token), null) : null;
        WebSocketClient publisher = new WebSocketClient(parley.address(), "/ws", protocols(token), null);
        String begin = "{\"type\":\"custom_event\",\"session_id\":\"" + session
                + "\",\"name\":\"tick\",\"payload\":{\"padding\":\"";
        int padding = FRAME - frameLength(parley, token);
        double rate =
                rate(all, events, publisher, number -> begin + "x".repeat(padding) + "\"," + NUMBER + number + "}}");
        close(all);
        publisher.close();
        if (stalled != null) {
            stalled.close();
        }
        return rate;
    }

    private static String protocols(String token) {
        return "parley.v1, bearer." + token;
    }

    /** Bytes of a frame of Parley's without padding. */
    private static int frameLength(Server parley, String token) throws IOException {
        try (HttpConnection http = new HttpConnection(parley.address(), token)) {
            String session = Asker.field(http.post("/api/sessions", "{}"), "session_id");
            http.post(
                    "/api/sessions/" + session + "/events",
                    "{\"name\":\"tick\",\"payload\":{\"padding\":\"\"," + NUMBER + "1000}}");
            String page = http.get("/api/sessions/" + session + "/events?after=1");
            return page.length() - "{\"items\":[],\"position\":\"2\"}".length();
        }
    }

    /** Writes the message that publishes an event. */
    @FunctionalInterface
    private interface Message {
        String numbered(int number);
    }

    private static double rate(List<WebSocketClient> all, int events, WebSocketClient publisher, Message message)
            throws Exception {
        Semaphore open = new Semaphore(WINDOW);
        Thread confirmations = Thread.ofVirtual().start(() -> confirm(publisher, open));
        long start = System.nanoTime();
        Thread publishing = Thread.ofVirtual().start(() -> publish(publisher, events, message, open));
        Together.forEach(all, (one, index) -> readAll(one, events));
        double rate = (double) all.size() * events / (System.nanoTime() - start) * 1e9;
        publishing.join();
        publisher.close();
        confirmations.join(Duration.ofSeconds(10));
        return rate;
    }

    private static void publish(WebSocketClient publisher, int events, Message message, Semaphore open) {
        try {
            for (int number = 1; number <= events; number++) {
                open.acquire();
                publisher.send(message.numbered(number));
            }
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Parley acknowledges, the broadcast comes back to its publisher. */
    private static void confirm(WebSocketClient publisher, Semaphore open) {
        try {
            publisher.read((buffer, from, length) -> {
                open.release();
                return false;
            });
        } catch (IOException closed) {
            // All is published.
        }
    }

    private static void readAll(WebSocketClient watcher, int events) throws IOException {
        int[] last = new int[1];
        watcher.read((buffer, from, length) -> {
            String end = new String(
                    buffer, from + Math.max(0, length - 24), Math.min(24, length), StandardCharsets.US_ASCII);
            int at = end.lastIndexOf(NUMBER);
            if (at >= 0) {
                int number =
                        Integer.parseInt(end.substring(at + NUMBER.length()).replace("}", ""));
                if (number != last[0] + 1) {
                    throw new IOException("After event " + last[0] + " came " + number);
                }
                last[0] = number;
            }
            return last[0] == events;
        });
    }

    private static void close(List<WebSocketClient> all) throws IOException {
        for (WebSocketClient one : all) {
            one.close();
        }
    }
}
