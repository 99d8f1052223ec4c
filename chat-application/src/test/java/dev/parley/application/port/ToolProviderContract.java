package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.user.UserId;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ToolProvider} promises. */
public interface ToolProviderContract {
    ToolProvider provider() throws Exception;

    /** A call that succeeds. */
    Call succeeding();

    /** A call of a tool that is there, with arguments that it refuses. */
    Call refused();

    /** A call that takes minutes. Null if no tool can. */
    Call lasting();

    /** A tool and its arguments. */
    record Call(String tool, String arguments) {
        ToolInvocation by(UserId user) {
            return invocation(user, tool, arguments, Given.IDS.next().toString());
        }
    }

    /** A call in some turn of some session. */
    static ToolInvocation invocation(UserId user, String tool, String arguments, String key) {
        return new ToolInvocation(user, Given.sessionId(), Given.turnId(), tool, new JsonText(arguments), key);
    }

    @Test
    default void toolsHaveNamesDescriptionsAndSchemasThatModelsTake() throws Exception {
        List<Tool> tools = provider().tools();

        assertThat(tools).isNotEmpty().allSatisfy(tool -> {
            assertThat(tool.name()).matches("[A-Za-z0-9_-]{1,64}");
            assertThat(tool.specification().description()).isNotBlank();
            assertThat(JsonValue.of(tool.specification().inputSchema())).isInstanceOf(JsonValue.JsonObject.class);
        });
        assertThat(tools).extracting(Tool::name).doesNotHaveDuplicates();
    }

    @Test
    default void calledToolsAreListed() throws Exception {
        assertThat(provider().tools())
                .extracting(Tool::name)
                .contains(succeeding().tool(), refused().tool());
    }

    @Test
    default void callSucceeds() throws Exception {
        ToolResult result = provider().call(succeeding().by(Given.user()));

        assertThat(result.failed()).as(result.text()).isFalse();
        assertThat(result.text()).isNotBlank();
    }

    @Test
    default void whatTheToolHasAgainstACallIsAFailedResult() throws Exception {
        ToolResult result = provider().call(refused().by(Given.user()));

        assertThat(result.failed()).isTrue();
        assertThat(result.text()).isNotBlank().doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null"})
    default void argumentsThatAreNoObjectAreAFailedResult(String arguments) throws Exception {
        ToolResult result = provider().call(new Call(succeeding().tool(), arguments).by(Given.user()));

        assertThat(result.failed()).isTrue();
        assertThat(result.text()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    default void unknownToolIsAFailedResult() throws Exception {
        ToolResult result = provider().call(new Call("no_such_tool", "{}").by(Given.user()));

        assertThat(result.failed()).isTrue();
        assertThat(result.text()).contains("no_such_tool");
    }

    @Test
    default void sameCallAgainOfARepeatableToolGivesTheSame() throws Exception {
        ToolProvider provider = provider();
        ToolInvocation invocation = succeeding().by(Given.user());
        Assumptions.assumeTrue(
                provider.tools().stream()
                        .anyMatch(tool -> tool.name().equals(invocation.name()) && tool.isRepeatable()),
                "not a repeatable tool");

        assertThat(provider.call(invocation)).isEqualTo(provider.call(invocation));
    }

    @Test
    default void manyThreadsCallAtOnce() throws Exception {
        ToolProvider provider = provider();

        assertThat(Together.results(20, number -> provider.call(succeeding().by(Given.user()))))
                .noneMatch(ToolResult::failed);
    }

    @Test
    default void interruptBeforeTheBeginningCounts() throws Exception {
        ToolProvider provider = provider();
        FutureTask<Throwable> call = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return thrownBy(provider, succeeding());
        });
        Thread.ofVirtual().start(call);

        assertThat(call.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void interruptEndsTheCall(boolean virtual) throws Exception {
        Assumptions.assumeTrue(lasting() != null, "no tool of this provider takes long");
        ToolProvider provider = provider();
        FutureTask<Throwable> call = new FutureTask<>(() -> thrownBy(provider, lasting()));
        Thread thread = virtual
                ? Thread.ofVirtual().start(call)
                : Thread.ofPlatform().daemon().start(call);
        letRest(thread);

        thread.interrupt();

        assertThat(call.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(provider.call(succeeding().by(Given.user())).failed()).isFalse();
    }

    /** Gives the thread up to a second to come to where it waits for what does not come. */
    private static void letRest(Thread thread) throws InterruptedException {
        for (int i = 0; i < 100 && thread.getState() == Thread.State.RUNNABLE; i++) {
            thread.join(10);
        }
    }

    private static Throwable thrownBy(ToolProvider provider, Call call) {
        try {
            return new AssertionError("The call came to an end: " + provider.call(call.by(Given.user())));
        } catch (Throwable thrown) {
            return thrown;
        }
    }
}
