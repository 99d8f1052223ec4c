package dev.parley.tools;

import dev.parley.application.Tasks;
import dev.parley.application.port.Page;
import dev.parley.domain.ChatException;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.Caller;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The task tools, defined once: what a model is told of them, and what they do. Whose tasks they use is in the context of the call, where
 * only the server puts it.
 */
final class TaskToolSpecifications {
    private static final System.Logger LOG = System.getLogger(TaskToolSpecifications.class.getName());
    private static final String CALLER = "caller";

    /** Most tasks that one call lists. */
    private static final int LISTED = 100;

    private static final String TITLE = """
            "title":{"type":"string","minLength":1,"maxLength":%d,"description":"What is to be done, in a few words"}""".formatted(TaskTitle.LONGEST);

    private static final String WHICH = """
            "number":{"type":"integer","minimum":1,"description":"The number of the task; either this or id is needed"},\
            "id":{"type":"string","format":"uuid","description":"The id of the task"}""";

    private final Tasks tasks;
    private final Consumer<Caller> beforeChange;

    TaskToolSpecifications(Tasks tasks) {
        this(tasks, caller -> {});
    }

    /** @param beforeChange called before something is changed on behalf of a caller; may refuse it */
    TaskToolSpecifications(Tasks tasks, Consumer<Caller> beforeChange) {
        this.tasks = tasks;
        this.beforeChange = beforeChange;
    }

    /** What a tool does with arguments and a key. */
    private interface Action {
        Map<String, ?> run(Caller caller, ToolArguments arguments, @Nullable String key);
    }

    /** The context of a call on behalf of somebody. */
    static McpTransportContext of(Caller caller) {
        return McpTransportContext.create(Map.of(CALLER, caller));
    }

    List<SyncToolSpecification> all() {
        return List.of(
                tool(
                        "add_task",
                        "Adds a task to the user's list of tasks.",
                        "{" + TITLE + "}",
                        List.of("title"),
                        hints(false, false, false),
                        Set.of("title"),
                        (caller, arguments, key) -> json(tasks.add(caller, arguments.text("title"), key))),
                tool(
                        "list_tasks",
                        "Lists the user's tasks by number, %d at most; total says how many there are."
                                .formatted(LISTED),
                        """
                        {"done":{"type":"boolean","description":"true: only tasks that are done; false: only open tasks; missing: all"},\
                        "offset":{"type":"integer","minimum":0,"description":"How many tasks to leave out, to read on in a long list"}}""",
                        List.of(),
                        hints(true, false, true),
                        Set.of("done", "offset"),
                        (caller, arguments, key) -> list(caller, arguments)),
                tool(
                        "complete_task",
                        "Marks a task of the user as done.",
                        "{" + WHICH + "}",
                        List.of(),
                        hints(false, false, true),
                        Set.of("number", "id"),
                        (caller, arguments, key) -> json(tasks.complete(caller, arguments.task()))),
                tool(
                        "delete_task",
                        "Deletes a task of the user. It cannot be brought back.",
                        "{" + WHICH + "}",
                        List.of(),
                        hints(false, true, true),
                        Set.of("number", "id"),
                        (caller, arguments, key) ->
                                Map.of("deleted", json(tasks.delete(caller, arguments.task(), key)))),
                tool(
                        "update_task",
                        "Changes the title of a task of the user, or whether it is done.",
                        "{" + WHICH + "," + TITLE + ",\"done\":{\"type\":\"boolean\"}}",
                        List.of(),
                        hints(false, true, true),
                        Set.of("number", "id", "title", "done"),
                        (caller, arguments, key) -> json(tasks.update(
                                caller,
                                arguments.task(),
                                arguments.optionalText("title"),
                                arguments.optionalBoolean("done")))));
    }

    private Map<String, ?> list(Caller caller, ToolArguments arguments) {
        Long offset = arguments.optionalWhole("offset", 0);
        Page<Task> page = tasks.list(
                caller,
                arguments.optionalBoolean("done"),
                LISTED,
                offset == null ? 0 : (int) Math.min(offset, Integer.MAX_VALUE));
        return Map.of(
                "tasks", page.items().stream().map(TaskToolSpecifications::json).toList(), "total", page.total());
    }

    private static Map<String, Object> json(Task task) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", task.id().toString());
        members.put("number", task.number());
        members.put("title", task.title().value());
        members.put("done", task.isDone());
        return members;
    }

    private static McpSchema.ToolAnnotations hints(boolean readOnly, boolean destructive, boolean idempotent) {
        return McpSchema.ToolAnnotations.builder()
                .readOnlyHint(readOnly)
                .destructiveHint(destructive)
                .idempotentHint(idempotent)
                .openWorldHint(false)
                .build();
    }

    private SyncToolSpecification tool(
            String name,
            String description,
            String properties,
            List<String> required,
            McpSchema.ToolAnnotations hints,
            Set<String> arguments,
            Action action) {
        McpSchema.Tool tool = McpSchema.Tool.builder(name, schema(properties, required))
                .description(description)
                .annotations(hints)
                .build();
        Action whole = hints.readOnlyHint() ? action : changing(action);
        return new SyncToolSpecification(tool, (context, request) -> run(whole, arguments, context, request));
    }

    private Action changing(Action action) {
        return (caller, arguments, key) -> {
            beforeChange.accept(caller);
            return action.run(caller, arguments, key);
        };
    }

    private static Map<String, Object> schema(String properties, List<String> required) {
        try {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", Mcp.JSON.readValue(properties, Mcp.OBJECT));
            if (!required.isEmpty()) {
                schema.put("required", required);
            }
            schema.put("additionalProperties", false);
            return schema;
        } catch (IOException defect) {
            throw new UncheckedIOException(defect);
        }
    }

    private static McpSchema.CallToolResult run(
            Action action, Set<String> known, McpTransportContext context, McpSchema.CallToolRequest request) {
        if (!(context.get(CALLER) instanceof Caller caller)) {
            return Mcp.result("Nobody is logged in.", true);
        }
        try {
            ToolArguments arguments = new ToolArguments(request.arguments(), known);
            return Mcp.result(Mcp.JSON.writeValueAsString(action.run(caller, arguments, keyOf(request))), false);
        } catch (ChatException refusal) {
            return Mcp.result(refusal.sentence(), true);
        } catch (RuntimeException | IOException defect) {
            LOG.log(System.Logger.Level.ERROR, "tool " + request.name() + " failed", defect);
            return Mcp.result("Something went wrong on our side; try again later.", true);
        }
    }

    private static @Nullable String keyOf(McpSchema.CallToolRequest request) {
        Object key = request.meta() == null ? null : request.meta().get(Mcp.IDEMPOTENCY_KEY);
        if (key == null || key instanceof String) {
            return (String) key;
        }
        throw ChatException.Invalid.field("_meta", "must have a string as " + Mcp.IDEMPOTENCY_KEY + ".");
    }
}
