package dev.parley.tools;

import dev.parley.application.Tasks;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The task tools for the agent: the same tools that {@link McpTaskServer} serves, called in the process. All of them are repeatable, since
 * the key of a call goes with it. Safe for many threads.
 */
public final class TaskTools implements ToolProvider {
    private final Map<String, SyncToolSpecification> specifications = new LinkedHashMap<>();
    private final List<Tool> tools;

    @Inject
    public TaskTools(Tasks tasks) {
        new TaskToolSpecifications(tasks)
                .all()
                .forEach(
                        specification -> specifications.put(specification.tool().name(), specification));
        this.tools = specifications.values().stream().map(TaskTools::offered).toList();
    }

    private static Tool offered(SyncToolSpecification specification) {
        McpSchema.Tool tool = specification.tool();
        try {
            JsonText schema = new JsonText(Mcp.JSON.writeValueAsString(tool.inputSchema()));
            return new Tool(new ToolSpecification(tool.name(), tool.description(), schema), true);
        } catch (IOException defect) {
            throw new UncheckedIOException(defect);
        }
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }

    /** On a thread of its own, so that an interrupt ends the waiting and not what is being written to the storage. */
    @Override
    public ToolResult call(ToolInvocation invocation) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        SyncToolSpecification specification = specifications.get(invocation.name());
        if (specification == null) {
            return ToolResult.failed("There is no tool " + invocation.name() + ".");
        }
        FutureTask<ToolResult> call = new FutureTask<>(() -> run(specification, invocation));
        Thread.ofVirtual().name("parley-task-tool").start(call);
        try {
            return call.get();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }

    private static ToolResult run(SyncToolSpecification specification, ToolInvocation invocation) {
        if (!invocation.arguments().isObject()) {
            return ToolResult.failed("The arguments must be a JSON object.");
        }
        Map<String, Object> arguments;
        try {
            arguments = Mcp.JSON.readValue(invocation.arguments().text(), Mcp.OBJECT);
        } catch (IOException malformed) {
            return ToolResult.failed("The arguments are not well-formed JSON, or have a member twice.");
        }
        Caller caller = new Caller(invocation.user(), Role.VIEWER, ChannelKind.WEB);
        McpSchema.CallToolResult result = specification
                .callHandler()
                .apply(
                        TaskToolSpecifications.of(caller),
                        new McpSchema.CallToolRequest(
                                invocation.name(), arguments, Map.of(Mcp.IDEMPOTENCY_KEY, storable(invocation.key()))));
        return ResultText.of(result);
    }

    /** Models have a say in keys, so they may be anything; what cannot be stored is replaced by its hash. */
    private static String storable(String key) {
        boolean fit = !key.isEmpty()
                && key.length() <= Tasks.LONGEST_KEY
                && TextRules.repaired(key).equals(key);
        if (fit) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_16BE));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
