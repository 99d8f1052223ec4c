package dev.parley.application.testkit;

import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tools that do what a test wrote down, and note how they were called. */
public final class ScriptedTools implements ToolProvider {
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final Queue<ToolInvocation> calls = new ConcurrentLinkedQueue<>();

    /** What a tool does. */
    @FunctionalInterface
    public interface Behaviour {
        ToolResult call(ToolInvocation invocation) throws InterruptedException;
    }

    private record Offer(boolean isRepeatable, Behaviour behaviour) {}

    /** Offers a tool whose calls are not made again after a crash. */
    public ScriptedTools offer(String name, Behaviour behaviour) {
        offers.put(name, new Offer(false, behaviour));
        return this;
    }

    /** Offers a tool whose calls may be made again with the same key. */
    public ScriptedTools offerRepeatable(String name, Behaviour behaviour) {
        offers.put(name, new Offer(true, behaviour));
        return this;
    }

    /** A tool that waits until the test lets it go on. */
    public static final class Hold implements Behaviour {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);
        private final boolean deaf;

        private Hold(boolean deaf) {
            this.deaf = deaf;
        }

        public static Hold closed() {
            return new Hold(false);
        }

        /** Takes no notice of interrupts. */
        public static Hold deaf() {
            return new Hold(true);
        }

        @Override
        public ToolResult call(ToolInvocation invocation) throws InterruptedException {
            arrived.countDown();
            while (true) {
                try {
                    opened.await();
                    return ToolResult.of("held " + invocation.arguments());
                } catch (InterruptedException cut) {
                    interrupted.countDown();
                    if (!deaf) {
                        throw cut;
                    }
                }
            }
        }

        public void open() {
            opened.countDown();
        }

        public Hold awaitArrival() throws InterruptedException {
            return awaited(arrived, "nobody called the tool");
        }

        public Hold awaitInterrupt() throws InterruptedException {
            return awaited(interrupted, "nobody interrupted the tool");
        }

        private Hold awaited(CountDownLatch latch, String complaint) throws InterruptedException {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError(complaint);
            }
            return this;
        }
    }

    @Override
    public List<Tool> tools() {
        return offers.entrySet().stream()
                .map(offer -> new Tool(
                        new ToolSpecification(offer.getKey(), "Does as it is told.", new JsonText("{\"type\":\"object\"}")),
                        offer.getValue().isRepeatable()))
                .toList();
    }

    @Override
    public ToolResult call(ToolInvocation invocation) throws InterruptedException {
        calls.add(invocation);
        Offer offer = offers.get(invocation.name());
        if (offer == null) {
            throw new AssertionError("nobody offers " + invocation.name());
        }
        return offer.behaviour().call(invocation);
    }

    /** How the tools were called so far, the oldest first. */
    public List<ToolInvocation> calls() {
        return new ArrayList<>(calls);
    }
}
