package dev.parley.tools;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A {@link ToolServer} over streamable HTTP, with sessions, by the library's own servlet. */
final class HttpToolServer implements AutoCloseable {
    final ToolServer tools = new ToolServer();

    /** The hosts that requests named. */
    final List<String> hosts = new CopyOnWriteArrayList<>();

    private final McpSyncServer server;
    private final TestJetty jetty;

    /** @param port 0 for any free one */
    HttpToolServer(int port) {
        HttpServletStreamableServerTransportProvider servlet = HttpServletStreamableServerTransportProvider.builder()
                .jsonMapper(Mcp.JSON)
                .contextExtractor((HttpServletRequest request) -> {
                    hosts.add(request.getHeader("Host"));
                    return McpTransportContext.create(Map.of());
                })
                .build();
        server = McpServer.sync(servlet)
                .serverInfo("http", "1")
                .strictToolNameValidation(false)
                .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build())
                .tools(tools.tools())
                .build();
        jetty = new TestJetty(servlet, port);
    }

    URI url() {
        return jetty.url();
    }

    int port() {
        return jetty.port();
    }

    void add(String name) {
        server.addTool(ToolServer.tool(name, null, request -> ToolServer.text("new")));
    }

    void remove(String name) {
        server.removeTool(name);
    }

    /** Like a process that is killed: connections break, and nothing that runs is waited for. */
    void closeAbruptly() {
        jetty.close();
    }

    @Override
    public void close() {
        tools.release.countDown();
        jetty.close();
        server.close();
    }
}
