package dev.parley.domain.message;

import dev.parley.domain.ErrorCode;
import dev.parley.domain.Samples;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A history written as words, so that tests about histories can be read. A word is {@code kind/turn:calls*tokens}; the turn is 1 and the
 * tokens are 10 if not given. {@code user/1 asks/1:a+b result/1:a result/1:b answer/1*50} is a question, an answer that calls the
 * tools a and b, their results, and a final answer of 50 tokens.
 *
 * @param words one for each message
 * @param messages oldest first, numbered from 1
 */
public record Log(List<String> words, List<Message> messages) {
    private static final Pattern WORD = Pattern.compile("([a-z-]+)(?:/(\\d+))?(?::([a-z+]+))?(?:\\*(\\d+))?");

    public static Log of(String script) {
        List<String> words =
                script.isBlank() ? List.of() : List.of(script.strip().split("\\s+"));
        List<Message> messages = new ArrayList<>();
        for (String word : words) {
            messages.add(message(parsed(word), messages.size() + 1));
        }
        return new Log(words, List.copyOf(messages));
    }

    public static TurnId turn(int number) {
        return new TurnId(Samples.uuid(1_000 + number));
    }

    /** The words of some of the messages. */
    public String written(List<Message> some) {
        return some.stream().map(message -> words.get((int) message.seq() - 1)).collect(Collectors.joining(" "));
    }

    public int tokens(Message message) {
        String tokens = parsed(words.get((int) message.seq() - 1)).group(4);
        return tokens == null ? 10 : Integer.parseInt(tokens);
    }

    private static Matcher parsed(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(word);
        }
        return matcher;
    }

    private static Message message(Matcher word, int seq) {
        TurnId turn = turn(word.group(2) == null ? 1 : Integer.parseInt(word.group(2)));
        MessageId id = new MessageId(Samples.uuid(2_000 + seq));
        AssistantMessage answer = AssistantMessage.streaming(id, Samples.SESSION_ID, turn, seq, Samples.START);
        return switch (word.group(1)) {
            case "user" -> new UserMessage(id, Samples.SESSION_ID, turn, seq, Samples.ANNA, "question", Samples.START);
            case "system" -> new SystemMessage(id, Samples.SESSION_ID, seq, "remark", Samples.START);
            case "result" ->
                new ToolMessage(
                        id, Samples.SESSION_ID, turn, seq, word.group(3), "tool", "result", false, Samples.START);
            case "failure" ->
                new ToolMessage(
                        id, Samples.SESSION_ID, turn, seq, word.group(3), "tool", "failure", true, Samples.START);
            case "answer" -> complete(answer, "text", List.of());
            case "empty" -> complete(answer, "", List.of());
            case "asks" -> complete(answer, "", calls(word.group(3)));
            case "streaming" -> answer;
            case "stopped" -> answer.stop("text", Samples.LATER);
            case "stopped-empty" -> answer.stop("", Samples.LATER);
            case "failed" -> answer.fail("text", failure(), Samples.LATER);
            case "failed-empty" -> answer.fail("", failure(), Samples.LATER);
            case "interrupted" -> answer.interrupt("text", Samples.LATER);
            default -> throw new IllegalArgumentException(word.group());
        };
    }

    static List<ToolCall> calls(String ids) {
        return Arrays.stream(ids.split("\\+"))
                .map(id -> new ToolCall(id, "tool", "{}", null))
                .toList();
    }

    private static AssistantMessage complete(AssistantMessage answer, String text, List<ToolCall> calls) {
        return answer.complete(text, calls, "model", TokenUsage.NONE, Samples.LATER);
    }

    private static TurnFailure failure() {
        return new TurnFailure(ErrorCode.MODEL_UNAVAILABLE, "The model failed.");
    }
}
