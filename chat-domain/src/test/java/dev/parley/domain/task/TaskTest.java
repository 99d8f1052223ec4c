package dev.parley.domain.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Samples;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {
    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant SECOND = FIRST.plusSeconds(1);
    private static final Instant THIRD = FIRST.plusSeconds(2);
    private static final TaskId ID = new TaskId(new UUID(0x7000L, 0x8000000000000001L));
    private static final UserId ALICE = new UserId("alice");
    private static final Task OPEN = Task.open(ID, 2, ALICE, new TaskTitle("Buy milk"), FIRST);
    private static final Task DONE = OPEN.complete(SECOND);

    static final List<Samples.BadText> BAD_TEXTS = Samples.BAD_TEXTS;

    @Test
    void everyTransitionFromEveryStateIsAsDrawn() {
        assertThat(OPEN.isDone()).isFalse();
        assertThat(DONE.isDone()).isTrue();
        assertThat(OPEN.complete(SECOND))
                .isEqualTo(new Task(ID, 2, ALICE, new TaskTitle("Buy milk"), FIRST, SECOND, SECOND));
        assertThat(DONE.complete(THIRD)).isSameAs(DONE);
        assertThat(DONE.reopen(THIRD)).isEqualTo(new Task(ID, 2, ALICE, new TaskTitle("Buy milk"), FIRST, THIRD, null));
        assertThat(OPEN.reopen(THIRD)).isSameAs(OPEN);
    }

    @Test
    void anotherTitleLeavesTheRest() {
        assertThat(DONE.rename(new TaskTitle("Buy oat milk"), THIRD))
                .isEqualTo(new Task(ID, 2, ALICE, new TaskTitle("Buy oat milk"), FIRST, THIRD, SECOND));
        assertThat(DONE.rename(new TaskTitle("Buy milk"), THIRD)).isSameAs(DONE);
    }

    @Test
    void numbersBeginWithOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Task.open(ID, 0, ALICE, new TaskTitle("Buy milk"), FIRST));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500})
    void titleHasUpTo500CodePoints(int codePoints) {
        String text = Samples.GRIN.repeat(codePoints);

        assertThat(new TaskTitle(text)).hasToString(text);
    }

    @Test
    void emptyOrLongerTitleIsRefused() {
        for (String text : List.of("", "a".repeat(501), Samples.GRIN.repeat(501))) {
            assertThatExceptionOfType(ChatException.Invalid.class)
                    .isThrownBy(() -> new TaskTitle(text))
                    .returns(ErrorCode.INVALID_CONTENT, ChatException::code)
                    .returns("title", refusal -> refusal.details().get("field"));
        }
    }

    @ParameterizedTest
    @FieldSource("BAD_TEXTS")
    void titleWithACharacterThatIsNeverStoredIsRefused(Samples.BadText bad) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new TaskTitle(bad.text()))
                .returns(bad.index(), refusal -> refusal.details().get("index"));
    }

    @Test
    void idIsACanonicalUuid() {
        assertThat(TaskId.parse(ID.toString())).isEqualTo(ID);
        assertThatExceptionOfType(ChatException.Invalid.class).isThrownBy(() -> TaskId.parse("2"));
    }
}
