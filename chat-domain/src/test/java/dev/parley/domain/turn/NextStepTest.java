package dev.parley.domain.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Log;
import dev.parley.domain.message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextStepTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # the first call
                    user                                                    | call model, round 1
                    user system                                             | call model, round 1
                    # the final answer
                    user answer                                             | finish
                    user empty                                              | finish
                    # tools
                    user asks:a                                             | run a
                    user asks:a+b+c                                         | run a b c
                    user asks:a+b+c result:b                                | run a c
                    user asks:a+b result:b result:a                         | call model, round 2
                    user asks:a failure:a                                   | call model, round 2
                    user asks:a result:other                                | run a
                    user asks:a result:a asks:b                             | run b
                    user asks:a result:a asks:b result:b                    | call model, round 3
                    user asks:a result:a asks:b result:b answer             | finish
                    user asks:a result:a system                             | call model, round 2
                    # calls that are numbered anew in each round
                    user asks:a result:a asks:a                             | run a
                    user asks:a+b result:a result:b asks:b+a result:a       | run b
                    user asks:a result:a asks:a result:a                    | call model, round 3
                    # an answer that did not end
                    user streaming                                          | end answer
                    user asks:a result:a streaming                          | end answer
                    user interrupted streaming                              | end answer
                    # an answer that broke off does not count
                    user interrupted                                        | call model, round 1
                    user interrupted interrupted                            | call model, round 1
                    user failed                                             | call model, round 1
                    user stopped                                            | call model, round 1
                    user interrupted answer                                 | finish
                    user asks:a interrupted                                 | run a
                    user asks:a result:a interrupted                        | call model, round 2
                    user asks:a result:a failed                             | call model, round 2
                    user asks:a result:a interrupted asks:b                 | run b
                    user asks:a result:a interrupted asks:b result:b        | call model, round 3
                    """)
    void nextStepFollowsFromTheLog(String script, String step) {
        assertThat(written(NextStep.of(Log.of(script).messages()))).isEqualTo(step);
    }

    @Test
    void nothingToReadIsAFirstCall() {
        assertThat(NextStep.of(List.of())).isEqualTo(new NextStep.CallModel(1));
    }

    @Test
    void stepNamesTheAnswerAndTheCallsThemselves() {
        Log open = Log.of("user streaming");
        Log asked = Log.of("user asks:a+b result:a");

        assertThat(NextStep.of(open.messages())).isEqualTo(new NextStep.EndAnswer((AssistantMessage)
                open.messages().get(1)));
        assertThat(NextStep.of(asked.messages()))
                .isEqualTo(new NextStep.RunTools(
                        (AssistantMessage) asked.messages().get(1), List.of(new ToolCall("b", "tool", "{}", null))));
    }

    /** What a node does after a crash at any place is what the node before would have done next. */
    @Test
    void everyPrefixOfATurnLeadsToItsNextEntry() {
        List<String> turn = List.of("user", "asks:a+b", "result:a", "result:b", "asks:a", "failure:a", "answer");
        List<String> steps = new ArrayList<>();
        for (int entries = 1; entries <= turn.size(); entries++) {
            steps.add(written(NextStep.of(
                    Log.of(String.join(" ", turn.subList(0, entries))).messages())));
        }

        assertThat(steps)
                .containsExactly(
                        "call model, round 1",
                        "run a b",
                        "run b",
                        "call model, round 2",
                        "run a",
                        "call model, round 3",
                        "finish");
    }

    @Test
    void callsCannotBeChangedAfterwards() {
        List<ToolCall> calls = new ArrayList<>(List.of(new ToolCall("a", "tool", "{}", null)));
        NextStep.RunTools step = new NextStep.RunTools(
                (AssistantMessage) Log.of("user asks:a").messages().get(1), calls);
        calls.clear();

        assertThat(step.calls()).hasSize(1);
    }

    private static String written(NextStep step) {
        return switch (step) {
            case NextStep.CallModel call -> "call model, round " + call.round();
            case NextStep.RunTools tools ->
                tools.calls().stream().map(ToolCall::id).collect(Collectors.joining(" ", "run ", ""));
            case NextStep.EndAnswer end -> "end answer";
            case NextStep.Finish finish -> "finish";
        };
    }
}
