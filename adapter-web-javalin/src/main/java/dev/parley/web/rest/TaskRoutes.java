package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.application.Tasks;
import dev.parley.application.port.Page;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.TaskJson;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The caller's tasks: add, find, change, complete and delete them. */
public final class TaskRoutes {
    private static final String TASKS = "/api/tasks";
    private static final String TASK = TASKS + "/{task_id}";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private final Tasks tasks;
    private final Paging paging;

    public TaskRoutes(Parley parley) {
        this.tasks = parley.tasks();
        this.paging = new Paging(parley.limits());
    }

    /** A new task. */
    public record AddTaskRequest(String title) {}

    /** What of a task shall change. */
    public record ChangeTaskRequest(
            @Nullable String title, @Nullable Boolean done) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(TASKS, "Lists the caller's tasks, the lowest number first")
                        .named(Topic.TASKS, "listTasks")
                        .refuses()
                        .query(
                                new Parameter(
                                        "done",
                                        "true: only those that are done, false: only those that are open",
                                        new ParameterForm.Truth()),
                                paging.limit(),
                                paging.offset())
                        .answersPageOf(TaskJson.class)
                        .by(this::list),
                Route.post(TASKS, "Adds a task", AddTaskRequest.class)
                        .named(Topic.TASKS, "addTask")
                        .refuses(ErrorCode.INVALID_CONTENT, ErrorCode.TOO_MANY_OPEN_TASKS)
                        .reads(IdempotencyKey.PARAMETER)
                        .answers(201, TaskJson.class)
                        .by(this::add),
                Route.get(TASK, "Shows a task")
                        .named(Topic.TASKS, "findTask")
                        .refuses()
                        .answers(TaskJson.class)
                        .by(this::find),
                Route.patch(TASK, "Changes a task's title or whether it is done", ChangeTaskRequest.class)
                        .named(Topic.TASKS, "changeTask")
                        .refuses(ErrorCode.INVALID_CONTENT, ErrorCode.TOO_MANY_OPEN_TASKS)
                        .answers(TaskJson.class)
                        .by(this::change),
                Route.post(TASK + "/complete", "Marks a task as done")
                        .named(Topic.TASKS, "completeTask")
                        .refuses()
                        .answers(TaskJson.class)
                        .by(this::complete),
                Route.delete(TASK, "Deletes a task")
                        .named(Topic.TASKS, "deleteTask")
                        .refuses()
                        .reads(IdempotencyKey.PARAMETER)
                        .answers(204, null)
                        .by(this::delete));
    }

    private Answer list(Call<Route.Nothing> call) {
        QueryValues query = call.query();
        Page<Task> page = tasks.list(call.caller(), query.truth("done"), paging.limit(query), paging.offset(query));
        return Answer.ok(new PageJson<>(TaskJson.from(page.items()), page.total(), page.limit(), page.offset()));
    }

    private Answer add(Call<AddTaskRequest> call) {
        return Answer.created(TaskJson.from(tasks.add(call.caller(), call.body().title(), key(call))));
    }

    private Answer find(Call<Route.Nothing> call) {
        return Answer.ok(TaskJson.from(tasks.find(call.caller(), task(call))));
    }

    private Answer change(Call<ChangeTaskRequest> call) {
        ChangeTaskRequest request = call.body();
        return Answer.ok(TaskJson.from(tasks.update(call.caller(), task(call), request.title(), request.done())));
    }

    private Answer delete(Call<Route.Nothing> call) {
        tasks.delete(call.caller(), task(call), key(call));
        return Answer.noContent();
    }

    private Answer complete(Call<Route.Nothing> call) {
        return Answer.ok(TaskJson.from(tasks.complete(call.caller(), task(call))));
    }

    private static TaskReference task(Call<?> call) {
        String named = call.path("task_id");
        if (NUMBER.matcher(named).matches()) {
            return TaskReference.of(Long.parseLong(named));
        }
        if (!UUID_FORM.matcher(named).matches()) {
            throw ChatException.Invalid.field("task_id", "must be the UUID or the number of a task.");
        }
        return TaskReference.of(TaskId.parse(named));
    }

    private static @Nullable String key(Call<?> call) {
        UUID key = IdempotencyKey.id(
                call.header(IdempotencyKey.HEADER),
                IdempotencyKey.HEADER,
                null,
                call.caller().user());
        return key == null ? null : key.toString();
    }
}
