package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Tasks;
import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolProviderContract;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.Given;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.task.Task;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskToolsTest implements ToolProviderContract {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    private final Tasks tasks = tasks();
    private final TaskTools tools = new TaskTools(tasks);

    static Tasks tasks() {
        return new Tasks(
                InMemoryStorage.open().tasks(),
                new TimeOrderedIds(InstantSource.system()),
                ChatLimits.defaults(),
                InstantSource.system());
    }

    @Override
    public ToolProvider provider() {
        return tools;
    }

    @Override
    public Call succeeding() {
        return new Call("add_task", "{\"title\":\"Buy milk\"}");
    }

    @Override
    public Call refused() {
        return new Call("complete_task", "{\"number\":7}");
    }

    @Override
    public Call lasting() {
        return null;
    }

    private ToolResult call(UserId user, String tool, String arguments) throws InterruptedException {
        return tools.call(ToolProviderContract.invocation(
                user, tool, arguments, Given.IDS.next().toString()));
    }

    private Task only(UserId user) {
        return tasks.list(Caller.of(user.value()), null, 1, 0).items().getFirst();
    }

    @Test
    void allToolsAreRepeatable() {
        assertThat(tools.tools())
                .allMatch(Tool::isRepeatable)
                .extracting(Tool::name)
                .containsExactly("add_task", "list_tasks", "complete_task", "delete_task", "update_task");
    }

    @Test
    void resultsAreShortJson() throws Exception {
        String added =
                call(ALICE, "add_task", "{\"title\":\"Buy \\\"milk\\\"\"}").text();
        String id = only(ALICE).id().toString();
        String open = "{\"id\":\"" + id + "\",\"number\":1,\"title\":\"Buy \\\"milk\\\"\",\"done\":false}";
        String done = open.replace("false", "true");

        assertThat(added).isEqualTo(open);
        assertThat(call(ALICE, "complete_task", "{\"number\":1}").text()).isEqualTo(done);
        assertThat(call(ALICE, "complete_task", "{\"id\":\"" + id + "\"}").text())
                .isEqualTo(done);
        assertThat(call(ALICE, "list_tasks", "{}").text())
                .contains("\"tasks\":[" + done + "]")
                .contains("\"total\":1");
        assertThat(call(ALICE, "list_tasks", "{\"done\":false}").text()).contains("\"tasks\":[]");
        assertThat(call(ALICE, "list_tasks", "{\"offset\":1}").text())
                .contains("\"tasks\":[]")
                .contains("\"total\":1");
        assertThat(call(ALICE, "update_task", "{\"number\":1,\"title\":\"Buy oat milk\",\"done\":false}")
                        .text())
                .contains("Buy oat milk")
                .contains("\"done\":false");
        assertThat(call(ALICE, "delete_task", "{\"number\":1,\"id\":null}").text())
                .startsWith("{\"deleted\":{\"id\":\"" + id);
        assertThat(call(ALICE, "list_tasks", "{}").text()).contains("\"total\":0");
    }

    /** As after a crash between the effect and its record: the call is made again with its key. */
    @Test
    void callThatIsMadeAgainHasOneEffect() throws Exception {
        var adding = ToolProviderContract.invocation(ALICE, "add_task", "{\"title\":\"Buy milk\"}", "call-1");
        ToolResult added = tools.call(adding);
        assertThat(tools.call(adding)).isEqualTo(added);
        assertThat(tasks.list(Caller.of("alice"), null, 10, 0).total()).isEqualTo(1);

        call(ALICE, "add_task", "{\"title\":\"Another\"}");
        var deleting = ToolProviderContract.invocation(ALICE, "delete_task", "{\"number\":1}", "call-2");
        ToolResult deleted = tools.call(deleting);
        assertThat(deleted.failed()).isFalse();
        assertThat(tools.call(deleting)).isEqualTo(deleted);
        assertThat(tasks.list(Caller.of("alice"), null, 10, 0).total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\uD83D"})
    void anyKeyIsAKey(String start) throws Exception {
        for (String key : List.of(start, start + "x".repeat(1_000), start + "x".repeat(1_001))) {
            var adding = ToolProviderContract.invocation(ALICE, "add_task", "{\"title\":\"Buy milk\"}", key);
            ToolResult added = tools.call(adding);
            assertThat(added.failed()).as(added.text()).isFalse();
            assertThat(tools.call(adding)).isEqualTo(added);
        }
        assertThat(tasks.list(Caller.of("alice"), null, 10, 0).total()).isEqualTo(3);
    }

    @Test
    void everybodyUsesTasksOfTheirOwn() throws Exception {
        call(ALICE, "add_task", "{\"title\":\"Secret\"}");
        String id = only(ALICE).id().toString();

        assertThat(call(BOB, "list_tasks", "{}").text()).contains("\"total\":0");
        assertThat(call(BOB, "delete_task", "{\"id\":\"" + id + "\"}"))
                .isEqualTo(ToolResult.failed("There is no such task."));
        assertThat(call(BOB, "list_tasks", "{\"user\":\"alice\"}").failed()).isTrue();
        assertThat(only(ALICE).title()).hasToString("Secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            add_task      | {}                              | title is missing.
            add_task      | {"title":""}                    | title has 0 characters
            add_task      | {"title":7}                     | title must be a string.
            add_task      | {"title":"a","title":"b"}       | have a member twice
            add_task      | {"title":"a","due":"today"}     | due is no argument of this tool, which takes: title.
            list_tasks    | {"done":"yes"}                  | done must be true or false.
            list_tasks    | {"offset":-1}                   | offset must be a whole number from 0 on.
            complete_task | {}                              | must say which task is meant
            complete_task | {"number":1,"id":"a"}           | must say which task is meant
            complete_task | {"number":1.5}                  | number must be a whole number
            complete_task | {"number":1e400}                | number must be a whole number
            complete_task | {"number":"1"}                  | number must be a whole number
            complete_task | {"number":0}                    | number must be a whole number
            delete_task   | {"id":"7"}                      | id must be a UUID
            update_task   | {"number":9,"title":"a"}        | There is no such task.
            """)
    void whatIsWrongIsSaidInASentence(String tool, String arguments, String sentence) throws Exception {
        ToolResult result = call(ALICE, tool, arguments);

        assertThat(result.failed()).isTrue();
        assertThat(result.text()).contains(sentence);
    }

    @Test
    void numberMayBeWrittenAsAFloat() throws Exception {
        call(ALICE, "add_task", "{\"title\":\"one\"}");

        assertThat(call(ALICE, "complete_task", "{\"number\":1.0}").failed()).isFalse();
    }
}
