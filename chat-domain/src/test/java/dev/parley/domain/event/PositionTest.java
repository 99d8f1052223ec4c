package dev.parley.domain.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @ParameterizedTest
    @CsvSource({
        "'0',                            0,                  0",
        "'1',                            1,                  0",
        "'12',                           12,                 0",
        "'12.340',                       12,                 340",
        "'0.7',                          0,                  7",
        "'10.10',                        10,                 10",
        "'999999999999999999',           999999999999999999, 0",
        "'999999999999999999.999999999', 999999999999999999, 999999999",
    })
    void positionIsReadAndPrintedTheSameWay(String text, long seq, int offset) {
        assertThat(Position.parse(text)).isEqualTo(new Position(seq, offset)).hasToString(text);
    }

    @Test
    void offsetOfZeroIsUnderstoodButNotPrinted() {
        assertThat(Position.parse("12.0")).isEqualTo(Position.after(12)).hasToString("12");
    }

    static List<String> otherTexts() {
        return List.of(
                "",
                " ",
                "-1",
                "-0",
                "+1",
                "1.-1",
                "1.+1",
                "-1.1",
                "01",
                "00",
                "007",
                "1.01",
                "1.00",
                "1e3",
                "1E3",
                "1.1e1",
                "0x1",
                "1L",
                "1_000",
                "1,000",
                "1,5",
                ".",
                "1.",
                ".5",
                "1..2",
                "1.2.3",
                "1.2.",
                " 1",
                "1 ",
                "1 .2",
                "1. 2",
                "\t1",
                "1\n",
                "1.2\n",
                "1\r\n",
                "1\u0000",
                "a",
                "null",
                "NaN",
                "Infinity",
                "1000000000000000000",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999",
                "1.1000000000",
                "1.2147483647",
                "1.2147483648",
                "1.99999999999999999999",
                "\u0661",
                "\uFF11",
                "1.\u0661",
                "1\u0660",
                "\u0967\u0968",
                "1\u066B5",
                "\uD835\uDFCF",
                "1\u00A0",
                "\uFEFF1",
                "12:340",
                "12-340",
                "12/340");
    }

    @ParameterizedTest
    @MethodSource("otherTexts")
    void anyOtherFormIsRefused(String text) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> Position.parse(text))
                .returns(ErrorCode.INVALID_POSITION, ChatException::code)
                .returns(Map.of("field", "position"), ChatException::details);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPrintedPositionIsReadBack(long seed) {
        Random random = new Random(seed);
        Position position = randomPosition(random);

        assertThat(Position.parse(position.toString())).isEqualTo(position);
    }

    @Test
    void positionsAreOrderedBySeqThenByOffset() {
        List<Position> ordered = List.of(
                Position.START,
                new Position(0, 5),
                new Position(1, 0),
                new Position(1, 1),
                new Position(1, 10),
                new Position(2, 0),
                new Position(9, 9),
                new Position(10, 0),
                new Position(Integer.MAX_VALUE + 1L, 0),
                new Position(999_999_999_999_999_999L, 999_999_999));
        List<Position> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(ordered);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderAgreesWithEquality(long seed) {
        Random random = new Random(seed);
        Position one = new Position(random.nextInt(3), random.nextInt(3));
        Position other = new Position(random.nextInt(3), random.nextInt(3));

        assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
    }

    @Test
    void startIsBeforeTheFirstEvent() {
        assertThat(Position.START).isEqualTo(Position.parse("0")).isLessThan(Position.after(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void negativePositionIsADefect(long negative) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(negative, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Position.after(negative));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Position(0, (int) Math.max(negative, Integer.MIN_VALUE)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static Position randomPosition(Random random) {
        long seq = random.nextLong(1_000_000_000_000_000_000L) >> random.nextInt(60);
        int offset = random.nextBoolean() ? 0 : random.nextInt(1_000_000_000) >> random.nextInt(30);
        return new Position(seq, offset);
    }
}
