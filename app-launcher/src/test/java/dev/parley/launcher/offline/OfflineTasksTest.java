package dev.parley.launcher.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.agent.function.StructuredTurns;
import dev.parley.application.port.LanguageModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The offline model with the tools for tasks; by itself, and as a model that is asked for its next action. */
@ParameterizedClass
@EnumSource(OfflineTasksTest.Way.class)
class OfflineTasksTest {
    private static final String FOOTER = "a real model takes my place.*";

    @Parameter
    private Way way;

    /** How the model is brought to use tools. */
    enum Way {
        NATIVE,
        STRUCTURED;

        LanguageModel model() {
            OfflineModel offline = new OfflineModel(Duration.ZERO);
            return this == NATIVE ? offline : new StructuredTurns(offline, new OfflineDecisions());
        }
    }

    private TaskList list() {
        return new TaskList(way.model());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            add buy milk                              | add_task {"title":"buy milk"}
            Please add buy milk!                      | add_task {"title":"buy milk"}
            add a task to buy milk                    | add_task {"title":"buy milk"}
            Add task: buy milk                        | add_task {"title":"buy milk"}
            add a new todo called "buy milk"          | add_task {"title":"buy milk"}
            add milk to my list                       | add_task {"title":"milk"}
            Can you add milk to my shopping list?     | add_task {"title":"milk"}
            add to my list: milk                      | add_task {"title":"milk"}
            create a task buy milk                    | add_task {"title":"buy milk"}
            make a new task for the big day           | add_task {"title":"the big day"}
            new task: buy milk                        | add_task {"title":"buy milk"}
            Remind me to call mum.                    | add_task {"title":"call mum"}
            remind me about mum's cake                | add_task {"title":"mum's cake"}
            don't forget to call mum                  | add_task {"title":"call mum"}
            I need to remember to call mum            | add_task {"title":"call mum"}
            write down: call mum                      | add_task {"title":"call mum"}
            put milk on my list                       | add_task {"title":"milk"}
            todo: buy milk                            | add_task {"title":"buy milk"}
            list                                      | list_tasks {}
            What is on my list?                       | list_tasks {}
            what's on my to-do list?                  | list_tasks {}
            show me my tasks                          | list_tasks {}
            Show my open tasks, please                | list_tasks {"done":false}
            what do I have to do?                     | list_tasks {"done":false}
            what is left?                             | list_tasks {"done":false}
            what have I done?                         | list_tasks {"done":true}
            list finished tasks                       | list_tasks {"done":true}
            do I have any tasks?                      | list_tasks {}
            done with 2                               | complete_task {"number":2}
            I'm done with task 2.                     | complete_task {"number":2}
            complete 2                                | complete_task {"number":2}
            mark task 2 as done                       | complete_task {"number":2}
            mark #2 done                              | complete_task {"number":2}
            check off 2                               | complete_task {"number":2}
            tick 2                                    | complete_task {"number":2}
            2 is done                                 | complete_task {"number":2}
            I have finished number 2                  | complete_task {"number":2}
            I did 2                                   | complete_task {"number":2}
            reopen 2                                  | update_task {"number":2,"done":false}
            mark 2 as not done                        | update_task {"number":2,"done":false}
            2 is not done yet                         | update_task {"number":2,"done":false}
            2 isn't done                              | update_task {"number":2,"done":false}
            rename 2 to buy oat milk                  | update_task {"number":2,"title":"buy oat milk"}
            change task 2 to "buy oat milk"           | update_task {"number":2,"title":"buy oat milk"}
            call 2 buy oat milk                       | update_task {"number":2,"title":"buy oat milk"}
            delete 3                                  | delete_task {"number":3}
            Could you please delete task 3?           | delete_task {"number":3}
            remove the task number 3 from my list     | delete_task {"number":3}
            get rid of 3                              | delete_task {"number":3}
            """)
    void sentenceBecomesOneCall(String sentence, String call) throws InterruptedException {
        TaskList list = list();

        assertThat(list.say(sentence)).endsWith(FOOTER);
        assertThat(list.calls()).containsExactly(call);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            done with the cow                 | complete_task {"number":2}
            I have done the cow one           | complete_task {"number":2}
            the cow is done                   | complete_task {"number":2}
            delete buy milk                   | delete_task {"number":3}
            remove milk the cow from my list  | delete_task {"number":2}
            delete the finished one           | delete_task {"number":5}
            rename the cow to feed the cow    | update_task {"number":2,"title":"feed the cow"}
            reopen call mum                   | update_task {"number":5,"done":false}
            """)
    void taskInWordsIsLookedUpFirst(String sentence, String call) throws InterruptedException {
        TaskList list = list();

        assertThat(list.say(sentence)).endsWith(FOOTER);
        assertThat(list.calls()).containsExactly("list_tasks {}", call);
    }

    @Test
    void taskThatIsNotThereIsNotChanged() throws InterruptedException {
        TaskList list = list();

        assertThat(list.say("delete the task about buying milk")).contains("no such task", "**3** “buy milk”");
        assertThat(list.calls()).containsExactly("list_tasks {}");
        assertThat(list().returning("list_tasks", "{\"tasks\":[]}").say("delete everything"))
                .contains("list is empty");
    }

    @Test
    void severalTasksAreChangedTogether() throws InterruptedException {
        TaskList numbers = list();
        numbers.say("done with 2, 3 and 5");
        assertThat(numbers.calls())
                .containsExactly(
                        "complete_task {\"number\":2}", "complete_task {\"number\":3}", "complete_task {\"number\":5}");

        TaskList all = list();
        all.say("delete all open tasks");
        assertThat(all.calls())
                .containsExactly("list_tasks {}", "delete_task {\"number\":2}", "delete_task {\"number\":3}");
    }

    @Test
    void whatIsUnclearIsAsked() throws InterruptedException {
        TaskList list = list().returning("ask_clarification", "the cow");

        String answer = list.say("delete the milk one");

        assertThat(list.calls())
                .containsExactly(
                        "list_tasks {}",
                        "ask_clarification {\"question\":\"Which one do you mean? 2: milk the cow; 3: buy milk\"}",
                        "delete_task {\"number\":2}");
        assertThat(answer).contains("is deleted.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            3                       | delete_task {"number":3}
            number 3                | delete_task {"number":3}
            "3"                     | delete_task {"number":3}
            {"answer":"3"}          | delete_task {"number":3}
            {"text":"buy milk"}     | delete_task {"number":3}
            both                    | delete_task {"number":2}
            """)
    void answersToAQuestionAreUnderstoodHoweverTheyComeBack(String answer, String call) throws InterruptedException {
        TaskList list = list().returning("ask_clarification", answer);

        list.say("delete the milk one");

        assertThat(list.calls()).contains(call);
    }

    @Test
    void answerThatIsNoneOfThemChangesNothing() throws InterruptedException {
        TaskList list = list().returning("ask_clarification", "the red one");

        assertThat(list.say("delete the milk one")).contains("“the red one”", "none of them");
        assertThat(list.calls()).hasSize(2);

        TaskList silent = list().returning("ask_clarification", "!nobody answered within 48 hours");
        assertThat(silent.say("delete the milk one")).contains("nobody answered in time");
        assertThat(silent.calls()).hasSize(2);

        TaskList mute = list().without("ask_clarification");
        assertThat(mute.say("delete the milk one")).contains("say it again with a number", "**2** “milk the cow”");
        assertThat(mute.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            delete_task   | delete 3    | !refused by alice: I need it       | because it was refused: “refused by alice: I need it”
            delete_task   | delete 3    | !nobody answered within 48 hours   | because nobody answered in time
            delete_task   | delete 3    | !There is no such task.            | did not work. `delete_task` says: “There is no such task.”
            add_task      | add milk    | !The storage is away.              | did not work. `add_task` says: “The storage is away.”
            list_tasks    | list        | !The storage is away.              | did not work
            list_tasks    | delete milk | !The storage is away.              | did not work
            add_task      | add milk    | It is noted.                       | `add_task` is done:
            add_task      | add milk    | {"title":"milk"}                   | “milk” is on your list now.
            add_task      | add milk    | {"number":7,"title":"milk"}        | **7** “milk” is on your list now.
            complete_task | done with 2 | {"number":2,"title":"a"}           | **2** “a” is done.
            update_task   | reopen 2    | {"number":2,"title":"a"}           | **2** “a” is open again.
            list_tasks    | list        | {"tasks":[]}                       | There is nothing on that list.
            list_tasks    | list        | [{"number":1,"title":"a_b"}]       | - ☐ **1** “a\\_b”
            list_tasks    | list        | {"tasks":[{"number":1,"title":"a","done":true}],"total":9} | These are 1 of 9.
            """)
    void whatCameOfItIsToldInWords(String tool, String sentence, String result, String words)
            throws InterruptedException {
        String answer = list().returning(tool, result).say(sentence);

        assertThat(answer).contains(words).endsWith(FOOTER);
    }

    @Test
    void firstTroubleEndsTheWork() throws InterruptedException {
        TaskList list = list().returning("delete_task", "!refused by alice: no");

        assertThat(list.say("delete 2 and 3")).contains("refused");
        assertThat(list.calls()).hasSize(way == Way.NATIVE ? 2 : 1);
    }

    @Test
    void onlyOfferedToolsAreUsed() throws InterruptedException {
        assertThat(list().without("delete_task").say("delete 3")).contains("`delete_task`", "does not offer it");
        assertThat(list().without("list_tasks").say("delete the cow")).contains("`list_tasks`", "does not offer it");
        assertThat(list().without("request_feedback").say("ask me something")).contains("does not offer it");

        TaskList none = list().withoutTools();
        assertThat(none.say("add milk"))
                .contains("`add_task`", "does not offer it")
                .endsWith(FOOTER);
        assertThat(none.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ask me something           | "kind":"choice","options":["How a question waits for days","How an approval works","A story"]
            What should I eat?         | “what should I eat?”
            ask me for my approval     | "kind":"approval"
            ask me for my name         | "kind":"text"
            """)
    void questionsArePutToPeople(String sentence, String arguments) throws InterruptedException {
        TaskList list = list().returning("request_feedback", "{\"answer\":[\"A story\"]}");

        assertThat(list.say(sentence)).contains("“A story”").endsWith(FOOTER);
        assertThat(list.calls()).singleElement().asString().startsWith("request_feedback {\"question\":");
        assertThat(list.calls().getFirst()).containsIgnoringCase(arguments);
    }

    @Test
    void choiceIsMadeAmongOpenTasks() throws InterruptedException {
        TaskList list = list().returning("request_feedback", "buy milk");

        assertThat(list.say("What should I do next?")).startsWith("Then begin with “buy milk”.");
        assertThat(list.calls().getFirst()).isEqualTo("list_tasks {\"done\":false}");
        assertThat(list.calls().getLast()).contains("\"kind\":\"choice\",\"options\":[\"milk the cow\",\"buy milk\"]");

        assertThat(list().returning("list_tasks", "{\"tasks\":[{\"number\":1,\"title\":\"a\"}]}")
                        .say("what should I do?"))
                .contains("only one open task: “a”");
        assertThat(list().returning("list_tasks", "{\"tasks\":[]}").say("what should I do?"))
                .contains("no open task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What did I say first?",
                "delete this session",
                "rename the conversation to Cats",
                "How do I configure a real model?",
                "Tell me a story",
                "Write a long answer",
                "I did not know that",
                "What can I try?",
                "the weather is nice",
                "Count to 3"
            })
    void otherSentencesHaveNothingToDoWithTools(String sentence) throws InterruptedException {
        TaskList list = list();

        assertThat(list.say(sentence)).isNotBlank();
        assertThat(list.calls()).isEmpty();
    }

    @Test
    void toolCanBeNamed() throws InterruptedException {
        TaskList list = list().returning("add_task", "Noted.");

        assertThat(list.say("use add_task {\"title\":\"milk\"}")).isEqualTo("`add_task` is done:\n\n> Noted.");
        assertThat(list.calls()).isEqualTo(List.of("add_task {\"title\":\"milk\"}"));
    }
}
