package dev.parley.tools;

import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The link to one external server: connects in the background, reads its tools, notices when they change or the server is gone, and
 * connects again. One thread does all that; calls are made on the threads of their callers.
 */
final class ServerLink {
    private static final System.Logger LOG = System.getLogger(ServerLink.class.getName());
    private static final int LONGEST_DESCRIPTION = 4_000;
    private static final int LONGEST_SCHEMA = 64 * 1024;
    private static final Duration SETTLING = Duration.ofMillis(100);

    private final McpServerSettings settings;
    private final ReachableAddresses addresses;
    private final LinkTiming timing;
    private final Supplier<Optional<String>> traceparent;
    private final InstantSource time;

    /** Has permits when there is something to look at: the list of tools changed, or the wire came to its end. */
    private final Semaphore news = new Semaphore(0);

    private volatile ServerState state;
    private volatile @Nullable Live live;
    private volatile CompletableFuture<Void> gone = CompletableFuture.completedFuture(null);
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    ServerLink(
            McpServerSettings settings,
            ReachableAddresses addresses,
            LinkTiming timing,
            Supplier<Optional<String>> traceparent,
            InstantSource time) {
        this.settings = settings;
        this.addresses = addresses;
        this.timing = timing;
        this.traceparent = traceparent;
        this.time = time;
        this.state = new ServerState.Connecting(time.instant());
    }

    /** A connection with the tools that it was seen to have, by the names that they have here. */
    private record Live(McpConnection connection, Map<String, Offer> offers) {}

    /** @param original the tool's name at its server */
    private record Offer(String original, Tool tool) {}

    void start() {
        thread = Thread.ofVirtual()
                .name("parley-mcp-" + settings.name() + "-link")
                .start(this::run);
    }

    String name() {
        return settings.name();
    }

    ServerState state() {
        return state;
    }

    List<Tool> tools() {
        Live current = live;
        return current == null || current.connection().ended() != null
                ? List.of()
                : current.offers().values().stream().map(Offer::tool).toList();
    }

    ToolResult call(ToolInvocation invocation) throws InterruptedException {
        Live current = live;
        if (current == null) {
            return ToolResult.failed("The server %s cannot be used now. %s".formatted(settings.name(), trouble()));
        }
        Offer offer = current.offers().get(invocation.name());
        if (offer == null) {
            return ToolResult.failed("There is no tool " + invocation.name() + ".");
        }
        if (!invocation.arguments().isObject()) {
            return ToolResult.failed("The arguments must be a JSON object.");
        }
        Map<String, Object> arguments;
        try {
            arguments = Mcp.JSON.readValue(invocation.arguments().text(), Mcp.OBJECT);
        } catch (IOException malformed) {
            return ToolResult.failed("The arguments are not well-formed JSON, or have a member twice.");
        }
        return current.connection().call(offer.original(), arguments, invocation.key());
    }

    private String trouble() {
        return switch (state) {
            case ServerState.Reconnecting reconnecting -> reconnecting.lastError();
            case ServerState.Connecting connecting -> "It is being connected.";
            case ServerState.Connected connected -> "Try again.";
        };
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            long began = System.nanoTime();
            String error;
            try {
                error = serve();
            } catch (WireException trouble) {
                error = trouble.sentence();
            } catch (InterruptedException over) {
                return;
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.WARNING, "the link to " + settings.name() + " failed", defect);
                error = "Something went wrong on our side.";
            }
            boolean lasted = System.nanoTime() - began >= timing.stable().toNanos();
            failures = lasted ? 1 : failures + 1;
            Instant since = state instanceof ServerState.Reconnecting before ? before.since() : time.instant();
            state = new ServerState.Reconnecting(since, error);
            LOG.log(
                    failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "tools of {0} cannot be used: {1}",
                    settings.name(),
                    error);
            try {
                Thread.sleep(
                        timing.pauseAfter(failures, ThreadLocalRandom.current().nextDouble()));
            } catch (InterruptedException over) {
                return;
            }
        }
    }

    /** Connects and stays connected; gives the reason why that came to its end. */
    private String serve() throws WireException, InterruptedException {
        news.drainPermits();
        McpConnection connection = McpConnection.open(wire(), timing.setup(), settings.callTimeout(), this::look);
        try {
            connection.onEnd(this::look);
            Instant since = time.instant();
            while (true) {
                offer(connection, since);
                if (news.tryAcquire(timing.refresh().toMillis(), TimeUnit.MILLISECONDS) && connection.ended() == null) {
                    // A server that tells of many changes is asked once.
                    Thread.sleep(SETTLING);
                    news.drainPermits();
                }
                String ended = connection.ended();
                if (ended != null) {
                    return ended;
                }
            }
        } finally {
            live = null;
            gone = connection.closing();
        }
    }

    private void look() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    private Wire wire() throws WireException, InterruptedException {
        return switch (settings) {
            case McpServerSettings.Stdio stdio -> StdioWire.start(stdio);
            case McpServerSettings.Http http -> new HttpWire(http, reached(http), traceparent);
        };
    }

    private List<InetAddress> reached(McpServerSettings.Http server) throws WireException, InterruptedException {
        return switch (addresses.of(server.url().getHost(), server.privateAddresses())) {
            case ReachableAddresses.Found(List<InetAddress> found) -> found;
            case ReachableAddresses.NotPublic refused ->
                throw new WireException(
                        "The address of the server is not on the public internet; its settings do not allow that.");
            case ReachableAddresses.Unknown unknown ->
                throw new WireException("The name of the server cannot be looked up.");
        };
    }

    private void offer(McpConnection connection, Instant since) throws WireException, InterruptedException {
        Map<String, McpSchema.Tool> tools = new LinkedHashMap<>();
        connection.listTools().forEach(tool -> tools.putIfAbsent(tool.name(), tool));
        Map<String, Offer> offers = new LinkedHashMap<>();
        ToolNames.of(settings.name(), tools.keySet()).forEach((name, original) -> {
            McpSchema.Tool tool = tools.get(original);
            Tool offered = tool == null ? null : offered(name, tool);
            if (offered != null) {
                offers.put(name, new Offer(original, offered));
            }
        });
        int unfit = tools.size() - offers.size();
        live = new Live(connection, Collections.unmodifiableMap(offers));
        state = new ServerState.Connected(
                since,
                offers.size(),
                unfit == 0 ? null : "%d of its tools cannot be offered: their schemas are unfit.".formatted(unfit));
    }

    /** Null if its schema cannot be given to models. */
    private @Nullable Tool offered(String name, McpSchema.Tool tool) {
        try {
            String schema = Mcp.JSON.writeValueAsString(tool.inputSchema());
            if (tool.name().isEmpty() || schema.length() > LONGEST_SCHEMA) {
                return null;
            }
            return new Tool(new ToolSpecification(name, description(tool), new JsonText(schema)), isRepeatable(tool));
        } catch (IOException | ChatException unfit) {
            return null;
        }
    }

    private static String description(McpSchema.Tool tool) {
        String text = tool.description() == null || tool.description().isBlank() ? tool.name() : tool.description();
        return TextRules.repaired(
                text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION) + " …");
    }

    /** Only what a trusted server says of its tools counts. */
    private boolean isRepeatable(McpSchema.Tool tool) {
        McpSchema.ToolAnnotations hints = tool.annotations();
        return settings.trusted()
                && hints != null
                && (Boolean.TRUE.equals(hints.idempotentHint()) || Boolean.TRUE.equals(hints.readOnlyHint()));
    }

    /** Done when the link and its server, if it is a program, are gone. */
    CompletableFuture<Void> close() {
        closed = true;
        Thread running = thread;
        if (running == null) {
            return gone;
        }
        running.interrupt();
        return CompletableFuture.runAsync(() -> await(running), Thread.ofVirtual()::start)
                .thenCompose(over -> gone);
    }

    private static void await(Thread running) {
        try {
            running.join(Duration.ofSeconds(10));
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }
}
