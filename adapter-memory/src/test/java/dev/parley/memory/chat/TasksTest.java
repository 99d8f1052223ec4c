package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.Tasks;
import dev.parley.application.port.Page;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.task.TaskTitle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people do with their tasks. */
@Timeout(60)
class TasksTest {
    private static void assertRefused(ErrorCode code, ThrowingCallable work) {
        assertThatExceptionOfType(ChatException.class).isThrownBy(work).returns(code, ChatException::code);
    }

    @Test
    void taskIsAddedCompletedRenamedAndReopened() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            Instant added = chat.time.instant();
            Task task = tasks.add(ALICE, "Buy milk", null);
            TaskReference first = TaskReference.of(1);
            chat.time.advance(Duration.ofMinutes(1));
            Instant done = chat.time.instant();

            assertThat(task)
                    .isEqualTo(new Task(task.id(), 1, ALICE.user(), new TaskTitle("Buy milk"), added, added, null));
            assertThat(tasks.complete(ALICE, first)).isEqualTo(task.complete(done));
            chat.time.advance(Duration.ofMinutes(1));
            assertThat(tasks.complete(ALICE, first)).isEqualTo(task.complete(done));
            assertThat(tasks.update(ALICE, first, null, null)).isEqualTo(task.complete(done));
            Task renamed = tasks.update(ALICE, TaskReference.of(task.id()), "Buy oat milk", false);
            assertThat(renamed.title()).hasToString("Buy oat milk");
            assertThat(renamed.isDone()).isFalse();
            assertThat(renamed.updatedAt()).isEqualTo(chat.time.instant());
            assertThat(tasks.find(ALICE, first)).isEqualTo(renamed);
        }
    }

    @Test
    void sameCallAgainHasNoSecondEffect() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            Task task = tasks.add(ALICE, "Buy milk", "call-1");

            assertThat(tasks.add(ALICE, "Buy milk", "call-1")).isEqualTo(task);
            assertThat(tasks.delete(ALICE, TaskReference.of(1), "call-2")).isEqualTo(task);
            assertThat(tasks.delete(ALICE, TaskReference.of(1), "call-2")).isEqualTo(task);
            assertThat(tasks.list(ALICE, null, 10, 0).items()).isEmpty();
            assertRefused(ErrorCode.NOT_FOUND, () -> tasks.delete(ALICE, TaskReference.of(1), null));
        }
    }

    @Test
    void tasksOfOthersAreNotFound() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            Task task = tasks.add(ALICE, "Secret", null);
            for (TaskReference which : List.of(TaskReference.of(task.id()), TaskReference.of(1))) {
                assertRefused(ErrorCode.NOT_FOUND, () -> tasks.find(BOB, which));
                assertRefused(ErrorCode.NOT_FOUND, () -> tasks.complete(BOB, which));
                assertRefused(ErrorCode.NOT_FOUND, () -> tasks.update(BOB, which, "Mine", true));
                assertRefused(ErrorCode.NOT_FOUND, () -> tasks.delete(BOB, which, null));
            }

            assertThat(tasks.list(BOB, null, 10, 0).items()).isEmpty();
            assertThat(tasks.find(ALICE, TaskReference.of(1))).isEqualTo(task);
        }
    }

    @Test
    void unknownTaskIsNotFound() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            TaskId unknown = new TaskId(new UUID(0x7000L, 0x8000000000000001L));

            assertRefused(ErrorCode.NOT_FOUND, () -> tasks.find(ALICE, TaskReference.of(unknown)));
            assertRefused(ErrorCode.NOT_FOUND, () -> tasks.find(ALICE, TaskReference.of(-1)));
        }
    }

    @Test
    void listsArePagesWithinTheLimit() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            Task first = tasks.add(ALICE, "one", null);
            Task second = tasks.add(ALICE, "two", null);
            Task done = tasks.complete(
                    ALICE, TaskReference.of(tasks.add(ALICE, "three", null).id()));

            assertThat(tasks.list(ALICE, null, 2, 1)).isEqualTo(new Page<>(List.of(second, done), 3, 2, 1));
            assertThat(tasks.list(ALICE, false, 100, 0)).isEqualTo(new Page<>(List.of(first, second), 2, 100, 0));
            assertRefused(ErrorCode.INVALID_REQUEST, () -> tasks.list(ALICE, null, 0, 0));
            assertRefused(ErrorCode.INVALID_REQUEST, () -> tasks.list(ALICE, null, 101, 0));
            assertRefused(ErrorCode.INVALID_REQUEST, () -> tasks.list(ALICE, null, 1, -1));
        }
    }

    @Test
    void badTitlesAndKeysAreRefused() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            tasks.add(ALICE, "one", "k".repeat(Tasks.LONGEST_KEY));
            for (String title : List.of("", "a".repeat(501), "a\0")) {
                assertRefused(ErrorCode.INVALID_CONTENT, () -> tasks.add(ALICE, title, null));
                assertRefused(ErrorCode.INVALID_CONTENT, () -> tasks.update(ALICE, TaskReference.of(1), title, null));
            }
            for (String key : List.of("", "k".repeat(Tasks.LONGEST_KEY + 1), "\0")) {
                assertRefused(ErrorCode.INVALID_CONTENT, () -> tasks.add(ALICE, "two", key));
                assertRefused(ErrorCode.INVALID_CONTENT, () -> tasks.delete(ALICE, TaskReference.of(1), key));
            }

            assertThat(tasks.list(ALICE, null, 10, 0).total()).isEqualTo(1);
        }
    }

    @Test
    void tenThousandTasksMayBeOpenAndNoMore() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            for (int i = 0; i < Tasks.MAXIMUM_OPEN; i++) {
                tasks.add(ALICE, "task", null);
            }

            assertRefused(ErrorCode.TOO_MANY_OPEN_TASKS, () -> tasks.add(ALICE, "one more", null));
            tasks.complete(ALICE, TaskReference.of(7));
            tasks.add(ALICE, "one more", null);
            assertRefused(ErrorCode.TOO_MANY_OPEN_TASKS, () -> tasks.update(ALICE, TaskReference.of(7), null, false));
            tasks.add(BOB, "somebody else's", null);
        }
    }

    @Test
    void deletedTasksAndTheirKeysAreForgottenAfterTheRetention() {
        try (Chat chat = Chat.open()) {
            Tasks tasks = chat.parley.tasks();
            tasks.add(ALICE, "one", "call");
            tasks.delete(ALICE, TaskReference.of(1), null);
            chat.time.advance(chat.limits.retention());
            chat.parley.housekeeping().sweep();
            assertThat(tasks.add(ALICE, "one", "call").number()).isEqualTo(1);
            chat.time.advance(Duration.ofMillis(1));
            chat.parley.housekeeping().sweep();

            assertThat(tasks.add(ALICE, "one", "call").number()).isEqualTo(2);
        }
    }
}
