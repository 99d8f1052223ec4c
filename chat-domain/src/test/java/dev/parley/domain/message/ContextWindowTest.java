package dev.parley.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.TurnId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContextWindowTest {
    /** Current is the number of the turn about to be answered; each message has 10 tokens unless its word says otherwise. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    # history | current | messages | tokens | kept | dropped
                    # everything fits
                    ''                                                   | -       | 20 | 2000        | ''                                         | 0
                    user/1                                               | 1       | 20 | 2000        | user/1                                     | 0
                    user/1 answer/1                                      | -       | 20 | 2000        | user/1 answer/1                            | 0
                    user/1 answer/1 user/2                               | 2       | 20 | 2000        | user/1 answer/1 user/2                     | 0
                    user/1 asks/1:a result/1:a answer/1 user/2           | 2       | 20 | 2000        | user/1 asks/1:a result/1:a answer/1 user/2 | 0
                    # the limit of messages, at its border
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 5  | 2000        | user/1 answer/1 user/2 answer/2 user/3     | 0
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 4  | 2000        | user/2 answer/2 user/3                     | 2
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 3  | 2000        | user/2 answer/2 user/3                     | 2
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 2  | 2000        | user/3                                     | 4
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 1  | 2000        | user/3                                     | 4
                    user/1 answer/1 user/2 answer/2                      | -       | 1  | 2000        | ''                                         | 4
                    # the limit of tokens, at its border
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 20 | 50          | user/1 answer/1 user/2 answer/2 user/3     | 0
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 20 | 49          | user/2 answer/2 user/3                     | 2
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 20 | 30          | user/2 answer/2 user/3                     | 2
                    user/1 answer/1 user/2 answer/2 user/3               | 3       | 20 | 29          | user/3                                     | 4
                    user/1 answer/1 user/2 answer/2                      | -       | 20 | 19          | ''                                         | 4
                    # a turn that does not fit ends the window, even if an older one would fit
                    user/1 answer/1 user/2 answer/2*99 user/3            | 3       | 20 | 60          | user/3                                     | 4
                    user/1 answer/1 user/2 answer/2*99 user/3 answer/3   | -       | 20 | 60          | user/3 answer/3                            | 4
                    # a cut inside a turn takes the whole turn
                    user/1 asks/1:a result/1:a answer/1 user/2           | 2       | 4  | 2000        | user/2                                     | 4
                    user/1 asks/1:a result/1:a answer/1 user/2           | 2       | 3  | 2000        | user/2                                     | 4
                    user/1 asks/1:a+b result/1:a result/1:b answer/1     | -       | 4  | 2000        | ''                                         | 5
                    # the current turn is whole, whatever it takes
                    user/1 answer/1 user/2 asks/2:a result/2:a           | 2       | 1  | 2000        | user/2 asks/2:a result/2:a                 | 2
                    user/1 answer/1 user/2*3000                          | 2       | 20 | 2000        | user/2*3000                                | 2
                    user/1*3000                                          | 1       | 20 | 2000        | user/1*3000                                | 0
                    # questions that wait in the queue or were withdrawn from it
                    user/1 user/2 answer/1                               | -       | 20 | 2000        | user/1 answer/1                            | 0
                    user/1 user/2                                        | 1       | 20 | 2000        | user/1                                     | 0
                    user/1 user/2 user/3 asks/1:a result/1:a             | 1       | 20 | 2000        | user/1 asks/1:a result/1:a                 | 0
                    user/1 user/2 answer/1                               | 2       | 20 | 2000        | user/1 answer/1 user/2                     | 0
                    user/1 user/2 user/3 answer/1 answer/3               | 2       | 20 | 2000        | user/1 answer/1 user/3 answer/3 user/2     | 0
                    user/1                                               | -       | 20 | 2000        | ''                                         | 0
                    # answers that tell nothing
                    user/1 interrupted/1 answer/1                        | -       | 20 | 2000        | user/1 answer/1                            | 0
                    user/1 interrupted/1                                 | 1       | 20 | 2000        | user/1                                     | 0
                    user/1 streaming/1                                   | 1       | 20 | 2000        | user/1                                     | 0
                    user/1 streaming/1 user/2                            | 2       | 20 | 2000        | user/1 user/2                              | 0
                    user/1 empty/1                                       | -       | 20 | 2000        | user/1                                     | 0
                    user/1 stopped-empty/1                               | -       | 20 | 2000        | user/1                                     | 0
                    user/1 failed-empty/1                                | -       | 20 | 2000        | user/1                                     | 0
                    interrupted/1 user/2                                 | 2       | 20 | 2000        | user/2                                     | 0
                    streaming/1                                          | 1       | 1  | 1           | ''                                         | 0
                    interrupted/1 user/2 asks/2:a result/2:a             | 2       | 1  | 2000        | user/2 asks/2:a result/2:a                 | 0
                    # answers that broke off with a text tell it
                    user/1 stopped/1                                     | -       | 20 | 2000        | user/1 stopped/1                           | 0
                    user/1 failed/1                                      | -       | 20 | 2000        | user/1 failed/1                            | 0
                    # what tells nothing costs nothing
                    user/1 interrupted/1*3000 answer/1                   | -       | 2  | 20          | user/1 answer/1                            | 0
                    user/1 answer/1 user/2*3000 user/3                   | 3       | 3  | 30          | user/1 answer/1 user/3                     | 0
                    # remarks stand for themselves and count like any message
                    user/1 answer/1 system user/2                        | 2       | 20 | 2000        | user/1 answer/1 system user/2              | 0
                    user/1 answer/1 system user/2                        | 2       | 2  | 2000        | system user/2                              | 2
                    system user/1 answer/1                               | -       | 2  | 2000        | user/1 answer/1                            | 1
                    system user/1 answer/1 system user/2                 | 2       | 20 | 2000        | system user/1 answer/1 system user/2       | 0
                    system user/1 answer/1 system user/2                 | 2       | 2  | 2000        | system user/2                              | 3
                    # turns follow each other in the order of their questions
                    user/1 user/2 answer/1 asks/2:a result/2:a answer/2  | -       | 20 | 2000        | user/1 answer/1 user/2 asks/2:a result/2:a answer/2 | 0
                    user/1 user/2 answer/1 answer/2                      | -       | 3  | 2000        | user/2 answer/2                            | 2
                    # a current turn without any message yet
                    user/1 answer/1                                      | 9       | 20 | 2000        | user/1 answer/1                            | 0
                    user/1 answer/1                                      | 9       | 1  | 2000        | ''                                         | 2
                    """)
    void windowHoldsTheNewestWholeTurnsThatFit(
            String script, Integer current, int messages, int tokens, String kept, int dropped) {
        Log log = Log.of(script);
        ContextWindow window = ContextWindow.select(
                log.messages(), current == null ? null : Log.turn(current), limits(messages, tokens), log::tokens);

        assertThat(log.written(window.messages())).isEqualTo(kept);
        assertThat(window.tokens())
                .isEqualTo(window.messages().stream().mapToInt(log::tokens).sum());
        assertThat(window.droppedMessages()).isEqualTo(dropped);
    }

    @Test
    void newestTwentyMessagesAndTwoThousandTokensAreTheDefault() {
        Log log = Log.of(IntStream.rangeClosed(1, 30)
                .mapToObj("user/%1$d answer/%1$d"::formatted)
                .collect(Collectors.joining(" ")));
        ContextWindow byMessages = ContextWindow.select(log.messages(), null, ChatLimits.defaults(), message -> 100);
        ContextWindow byTokens = ContextWindow.select(log.messages(), null, ChatLimits.defaults(), message -> 101);

        assertThat(byMessages).isEqualTo(new ContextWindow(log.messages().subList(40, 60), 2_000, 40));
        assertThat(byTokens).isEqualTo(new ContextWindow(log.messages().subList(42, 60), 18 * 101, 42));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomHistoryIsCutByTheRules(long seed) {
        Random random = new Random(seed);
        int turns = 1 + random.nextInt(6);
        Log log = Log.of(randomScript(random, turns));
        TurnId current = random.nextInt(4) == 0 ? null : Log.turn(turns);
        ChatLimits limits = limits(1 + random.nextInt(15), 1 + random.nextInt(300));
        List<Message> telling = ContextWindow.select(
                        log.messages(), current, limits(Integer.MAX_VALUE, Integer.MAX_VALUE), log::tokens)
                .messages();
        ContextWindow window = ContextWindow.select(log.messages(), current, limits, log::tokens);
        List<Message> kept = window.messages();
        List<Message> dropped = telling.subList(0, telling.size() - kept.size());

        assertThat(window.droppedMessages()).isEqualTo(dropped.size());
        assertThat(window.tokens()).isEqualTo(tokens(log, kept));
        assertKeptIsTheNewestPart(telling, kept);
        assertEverythingKeptTellsSomething(kept);
        assertCutOnTurnBorder(dropped, kept);
        assertNoResultWithoutItsCall(kept);
        assertCurrentTurnIsWholeAndLast(log, kept, current);
        assertWithinLimitsUnlessTheCurrentTurnAloneExceedsThem(log, window, current, limits);
        assertNothingMoreWouldFit(log, dropped, window, limits);
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    private static void assertKeptIsTheNewestPart(List<Message> telling, List<Message> kept) {
        assertThat(kept).isEqualTo(telling.subList(telling.size() - kept.size(), telling.size()));
    }

    private static void assertEverythingKeptTellsSomething(List<Message> kept) {
        assertThat(kept)
                .noneMatch(message ->
                        message.status() == MessageStatus.STREAMING || message.status() == MessageStatus.INTERRUPTED)
                .noneMatch(message -> message instanceof AssistantMessage answer
                        && answer.text().isEmpty()
                        && answer.toolCalls().isEmpty());
    }

    private static void assertCutOnTurnBorder(List<Message> dropped, List<Message> kept) {
        assertThat(Collections.disjoint(turns(dropped), turns(kept))).isTrue();
    }

    private static void assertNoResultWithoutItsCall(List<Message> kept) {
        Set<String> called = new HashSet<>();
        for (Message message : kept) {
            if (message instanceof AssistantMessage answer) {
                answer.toolCalls().forEach(call -> called.add(answer.turnId() + call.id()));
            }
            if (message instanceof ToolMessage result) {
                assertThat(called).contains(result.turnId() + result.toolCallId());
            }
        }
    }

    private static void assertCurrentTurnIsWholeAndLast(Log log, List<Message> kept, TurnId current) {
        if (current == null) {
            return;
        }
        List<Message> expected = log.messages().stream()
                .filter(message -> current.equals(message.turnId()))
                .filter(message -> message.status() != MessageStatus.STREAMING
                        && message.status() != MessageStatus.INTERRUPTED
                        && !log.written(List.of(message)).contains("empty"))
                .toList();
        assertThat(expected).isNotEmpty();
        assertThat(kept).endsWith(expected.toArray(Message[]::new));
    }

    private static void assertWithinLimitsUnlessTheCurrentTurnAloneExceedsThem(
            Log log, ContextWindow window, TurnId current, ChatLimits limits) {
        boolean onlyCurrent =
                current != null && window.messages().stream().allMatch(message -> current.equals(message.turnId()));
        if (!onlyCurrent) {
            assertThat(window.messages()).hasSizeLessThanOrEqualTo(limits.contextMessages());
            assertThat(tokens(log, window.messages())).isLessThanOrEqualTo(limits.contextTokens());
        }
    }

    private static void assertNothingMoreWouldFit(
            Log log, List<Message> dropped, ContextWindow window, ChatLimits limits) {
        if (dropped.isEmpty()) {
            return;
        }
        Message newestDropped = dropped.getLast();
        List<Message> next = newestDropped.turnId() == null
                ? List.of(newestDropped)
                : dropped.stream()
                        .filter(message -> newestDropped.turnId().equals(message.turnId()))
                        .toList();
        boolean fits = window.messages().size() + next.size() <= limits.contextMessages()
                && window.tokens() + tokens(log, next) <= limits.contextTokens();
        assertThat(fits).isFalse();
    }

    private static Set<TurnId> turns(List<Message> messages) {
        return messages.stream()
                .map(Message::turnId)
                .filter(turn -> turn != null)
                .collect(Collectors.toSet());
    }

    private static int tokens(Log log, List<Message> messages) {
        return messages.stream().mapToInt(log::tokens).sum();
    }

    /** Turns one after the other, the last one perhaps in progress; some questions come while an earlier turn runs. */
    private static String randomScript(Random random, int turns) {
        List<String> words = new ArrayList<>();
        int asked = 0;
        for (int turn = 1; turn <= turns; turn++) {
            if (asked < turn) {
                words.add(weighted(random, "user/" + turn));
                asked = turn;
            }
            boolean withdrawn = turn < turns && random.nextInt(6) == 0;
            if (withdrawn) {
                continue;
            }
            int rounds = random.nextInt(3);
            for (int round = 0; round < rounds; round++) {
                words.add(weighted(random, "asks/" + turn + ":a+b"));
                words.add(weighted(random, "result/" + turn + ":a"));
                if (asked < turns && random.nextInt(3) == 0) {
                    asked++;
                    words.add(weighted(random, "user/" + asked));
                }
                words.add(weighted(random, "result/" + turn + ":b"));
                if (random.nextInt(4) == 0) {
                    words.add(weighted(random, "interrupted/" + turn));
                }
            }
            List<String> ends = List.of(
                    "answer", "answer", "stopped", "failed", "empty", "stopped-empty", "failed-empty", "interrupted");
            if (turn < turns || random.nextBoolean()) {
                words.add(weighted(random, ends.get(random.nextInt(ends.size())) + "/" + turn));
            }
            if (random.nextInt(5) == 0) {
                words.add(weighted(random, "system"));
            }
        }
        return String.join(" ", words);
    }

    private static String weighted(Random random, String word) {
        return word + "*" + random.nextInt(60);
    }

    private static ChatLimits limits(int messages, int tokens) {
        return ChatLimits.defaults().toBuilder()
                .contextMessages(messages)
                .contextTokens(tokens)
                .build();
    }
}
