package dev.parley.launcher.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.Title;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineModelTest implements LanguageModelContract {
    private final OfflineModel model = new OfflineModel(Duration.ZERO);

    @Override
    public Exchange speaking() {
        return new Exchange(model, LanguageModelContract.prompt("Count to 3"), "1, 2, 3.");
    }

    @Override
    public Exchange callingTools() {
        Prompt prompt =
                LanguageModelContract.prompt("Use create_task {\"title\":\"Buy milk\"}", LanguageModelContract.tools());
        return new Exchange(model, prompt, "I use `create_task` now.");
    }

    @Override
    public Exchange fallingSilent() {
        return new Exchange(
                new OfflineModel(Duration.ofMinutes(10)), LanguageModelContract.prompt("Echo one two"), "one two");
    }

    @Override
    public List<Exchange> failing() {
        return List.of();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tell me a story",
                "Write a long answer",
                "Who are you?",
                "What does ⚡ mean?",
                "Echo a\n\n  b\t\tc\n"
            })
    void sameConversationGetsTheSameAnswer(String question) throws InterruptedException {
        String answer = answerTo(question);

        assertThat(answer).isNotBlank().isEqualTo(answerTo(question));
    }

    @Test
    void comesWordByWord() throws InterruptedException {
        List<String> pieces = new ArrayList<>();

        Reply reply = model.answer(LanguageModelContract.prompt("Echo  one two,\n three"), pieces::add);

        assertThat(pieces).containsExactly("one ", "two,\n ", "three");
        assertThat(reply).isEqualTo(new Reply(List.of(), "offline-demo", TokenUsage.NONE));
    }

    @Test
    void longWordsComeInParts() throws InterruptedException {
        List<String> pieces = new ArrayList<>();
        String word = "😀".repeat(1000);

        model.answer(LanguageModelContract.prompt("Echo " + word), pieces::add);

        assertThat(pieces).hasSizeGreaterThan(40);
        assertThat(String.join("", pieces)).isEqualTo(word);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void paceIsKept() throws InterruptedException {
        List<Long> times = new ArrayList<>();

        new OfflineModel(Duration.ofMillis(30))
                .answer(LanguageModelContract.prompt("Count to 5"), piece -> times.add(System.nanoTime()));

        assertThat(times).hasSize(5);
        assertThat(Duration.ofNanos(times.getLast() - times.getFirst())).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Who are you?                              | no language model
            Are you an AI?                            | OPENAI_API_KEY
            What is Parley?                           | conversation backend
            What does Parley promise?                 | Exactly one effect
            What can I try?                           | tell me a story
            help                                      | second tab
            ???                                       | tell me a story
            How do I configure a real model?          | GEMINI_API_KEY
            Can I use Ollama?                         | OPENAI_BASE_URL
            What happens when the connection breaks?  | nothing twice, nothing missing
            How do I stop you?                        | within a second
            Can I send a second message?              | `enqueue`
            Does it work in a second tab?             | another browser
            Tell me a story.                          | Lighthouse Keeper
            Count to 3, please                        | 1, 2, 3.
            count to 0                                | done before it begins
            Could you count up to 12?                 | 11, 12.
            Echo: Hello | Hello
            Please say *cheese*                       | *cheese*
            Hi!                                       | offline demo
            Hallo zusammen                            | welcome to Parley
            Thank you!                                | You are welcome
            Good bye, see you                         | Goodbye
            """)
    void questionsAreUnderstood(String question, String words) throws InterruptedException {
        assertThat(answerTo(question)).contains(words);
    }

    @Test
    void countingEndsSomewhere() throws InterruptedException {
        assertThat(answerTo("Count to 999999999"))
                .startsWith("1, 2, ")
                .endsWith(", 1000 – and that is as far as I count.");
    }

    @Test
    void longAnswerShowsAllThatAPageRenders() throws InterruptedException {
        assertThat(answerTo("Write a long answer"))
                .contains("# ", "\n- ", "\n1. ", "\n|---|", "\n```js\n", "\n> ", "**", "](https://");
        assertThat(answerTo("Write a long answer").split("\\s+")).hasSizeGreaterThan(400);
        assertThat(answerTo("Tell me a story").split("\\s+")).hasSizeGreaterThan(300);
    }

    @Test
    void whatItDoesNotUnderstandItQuotesAsTextAndSaysSo() throws InterruptedException {
        assertThat(answerTo("The <b>quick</b> `brown` fox | jumps"))
                .contains("“The \\<b\\>quick\\</b\\> \\`brown\\` fox \\| jumps”")
                .contains("only the offline demo")
                .contains("`OPENAI_API_KEY`");
    }

    @Test
    void differentMisunderstandingsLeadToDifferentSuggestions() throws InterruptedException {
        assertThat(say(conversation("Blah", "Blubb"))).isNotEqualTo(say(conversation("Blubb")));
    }

    @Test
    void firstAndLastWordsAreRemembered() throws InterruptedException {
        assertThat(say(conversation("My cat is grey.", "My dog is brown.", "What did I say first?")))
                .contains("> My cat is grey.")
                .doesNotContain("dog");
        assertThat(say(conversation("My cat is grey.", "My dog is brown.", "What was my last message?")))
                .contains("> My dog is brown.")
                .doesNotContain("cat");
        assertThat(say(conversation("What did I say before?"))).contains("you said nothing");
    }

    @Test
    void sessionIsDescribed() throws InterruptedException {
        Prompt prompt = conversation("My cat is grey.", "What do you know about this session?");
        Session session = prompt.session().rename(new Title("Cats | dogs"), Instant.EPOCH);

        assertThat(say(new Prompt(session, prompt.turnId(), "", prompt.messages(), List.of(), null)))
                .contains("| title | “Cats \\| dogs” |")
                .contains("| started | 1 January 2026, 00:00:00 UTC |")
                .contains("| owner | “alice” |")
                .contains("“My cat is grey.” first");
    }

    @Test
    void toolIsUsedOnlyIfThereIsOne() throws InterruptedException {
        assertThat(model.answer(
                                LanguageModelContract.prompt("use delete_everything {}", LanguageModelContract.tools()),
                                piece -> {})
                        .toolCalls())
                .isEmpty();
        assertThat(model.answer(
                                LanguageModelContract.prompt("use delete_task", LanguageModelContract.tools()),
                                piece -> {})
                        .toolCalls())
                .extracting(ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("delete_task", "{}"));
        assertThat(say(LanguageModelContract.prompt("use delete_task {title}", LanguageModelContract.tools())))
                .contains("not a JSON object");
    }

    @Test
    void resultOfAToolIsReported() throws InterruptedException {
        Prompt asked = LanguageModelContract.prompt("use delete_task {}", LanguageModelContract.tools());
        Message question = asked.messages().getFirst();
        Instant now = question.createdAt();
        ToolCall call = model.answer(asked, piece -> {}).toolCalls().getFirst();
        AssistantMessage calling = AssistantMessage.streaming(id(8), question.sessionId(), asked.turnId(), 2, now)
                .complete("", List.of(call), "offline-demo", TokenUsage.NONE, now);
        ToolMessage result = new ToolMessage(
                id(9), question.sessionId(), asked.turnId(), 3, call.id(), call.name(), "Gone.\nFor good.", false, now);

        String report = say(new Prompt(
                asked.session(), asked.turnId(), "", List.of(question, calling, result), asked.tools(), null));

        assertThat(report).isEqualTo("`delete_task` is done:\n\n> Gone.\n> For good.");
    }

    private String answerTo(String question) throws InterruptedException {
        return say(LanguageModelContract.prompt(question));
    }

    private String say(Prompt prompt) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        model.answer(prompt, text::append);
        return text.toString();
    }

    /** Questions with an answer between each two of them. */
    private static Prompt conversation(String... questions) {
        Prompt first = LanguageModelContract.prompt(questions[0]);
        UserMessage asked = (UserMessage) first.messages().getFirst();
        List<Message> messages = IntStream.range(0, questions.length)
                .mapToObj(i -> messages(asked, questions[i], i))
                .flatMap(List::stream)
                .limit(questions.length * 2L - 1)
                .collect(Collectors.toList());
        return new Prompt(first.session(), first.turnId(), "", messages, List.of(), null);
    }

    private static List<Message> messages(UserMessage like, String question, int turn) {
        Instant now = like.createdAt();
        return List.of(
                new UserMessage(
                        id(turn * 2), like.sessionId(), like.turnId(), turn * 2 + 1, like.author(), question, now),
                AssistantMessage.streaming(id(turn * 2 + 1), like.sessionId(), like.turnId(), turn * 2 + 2, now)
                        .complete("I see.", List.of(), "offline-demo", TokenUsage.NONE, now));
    }

    private static MessageId id(int number) {
        return new MessageId(new UUID(0x7000L, 0x8000000000000100L + number));
    }
}
