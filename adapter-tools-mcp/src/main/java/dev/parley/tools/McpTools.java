package dev.parley.tools;

import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.ChatException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The tools of external MCP servers, named {@code server__tool}. Servers are connected in the background and connected again when they are
 * lost; the tools of those that are not connected are not offered. Safe for many threads.
 */
public final class McpTools implements ToolProvider, AutoCloseable {
    /** Most servers. */
    public static final int MOST_SERVERS = 50;

    private static final System.Logger LOG = System.getLogger(McpTools.class.getName());
    private static final long CLOSING_SECONDS = 10;

    private final Map<String, ServerLink> links = new LinkedHashMap<>();

    private McpTools(
            List<McpServerSettings> servers,
            ReachableAddresses addresses,
            LinkTiming timing,
            Supplier<Optional<String>> traceparent) {
        if (servers.size() > MOST_SERVERS) {
            throw ChatException.Invalid.field("servers", "must be %d at most.".formatted(MOST_SERVERS));
        }
        for (McpServerSettings server : servers) {
            ServerLink link = new ServerLink(server, addresses, timing, traceparent, InstantSource.system());
            if (links.put(server.name(), link) != null) {
                throw ChatException.Invalid.field("name", "must be different for each server: " + server.name());
            }
        }
    }

    /**
     * Begins to connect to servers, without waiting for any of them.
     *
     * @throws ChatException.Invalid if two have the same name, or there are more than {@value #MOST_SERVERS}
     */
    public static McpTools start(List<McpServerSettings> servers) {
        return start(servers, Optional::empty);
    }

    /**
     * The same, with servers that are told which trace a call over HTTP is part of.
     *
     * @param traceparent the header of that name (W3C Trace Context) for what the calling thread works for; empty if it is part of none
     */
    public static McpTools start(List<McpServerSettings> servers, Supplier<Optional<String>> traceparent) {
        return start(servers, ReachableAddresses.bySystem(), LinkTiming.USUAL, traceparent);
    }

    static McpTools start(List<McpServerSettings> servers, ReachableAddresses addresses, LinkTiming timing) {
        return start(servers, addresses, timing, Optional::empty);
    }

    static McpTools start(
            List<McpServerSettings> servers,
            ReachableAddresses addresses,
            LinkTiming timing,
            Supplier<Optional<String>> traceparent) {
        McpTools tools = new McpTools(servers, addresses, timing, traceparent);
        tools.links.values().forEach(ServerLink::start);
        return tools;
    }

    /** How it stands with each server, by name, in the order of the settings. */
    public Map<String, ServerState> state() {
        Map<String, ServerState> states = new LinkedHashMap<>();
        links.forEach((name, link) -> states.put(name, link.state()));
        return states;
    }

    @Override
    public List<Tool> tools() {
        return links.values().stream().flatMap(link -> link.tools().stream()).toList();
    }

    @Override
    public ToolResult call(ToolInvocation invocation) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // No server's name has two underscores in a row or ends with one.
        int end = invocation.name().indexOf("__");
        ServerLink link = end < 0 ? null : links.get(invocation.name().substring(0, end));
        return link == null ? ToolResult.failed("There is no tool " + invocation.name() + ".") : link.call(invocation);
    }

    /** Ends all sessions and the programs that were started, and waits a few seconds for that. */
    @Override
    public void close() {
        CompletableFuture<Void> gone = CompletableFuture.allOf(
                links.values().stream().map(ServerLink::close).toArray(CompletableFuture<?>[]::new));
        try {
            gone.get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.log(System.Logger.Level.WARNING, "not all tool servers could be ended");
        }
    }
}
