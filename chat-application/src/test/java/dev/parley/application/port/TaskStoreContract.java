package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link TaskStore} promises. */
public interface TaskStoreContract extends StorageFixture {
    Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    Instant LATER = NOW.plus(Duration.ofHours(1));

    /** More open tasks than a test needs. */
    int PLENTY = 1_000;

    /** More deleted tasks than tests leave behind. */
    int EVERY_ONE = 100_000;

    private TaskStore store() {
        return storage().tasks();
    }

    private Task add(UserId owner, String title) {
        return add(owner, title, PLENTY, null);
    }

    private Task add(UserId owner, String title, int maximumOpen, @Nullable String key) {
        TaskId id = new TaskId(Given.IDS.next());
        return store().add(owner, number -> Task.open(id, number, owner, new TaskTitle(title), NOW), maximumOpen, key);
    }

    private Task completed(Task task) {
        return store().change(task.owner(), byId(task), known -> known.complete(LATER), PLENTY)
                .orElseThrow();
    }

    private List<Task> listed(UserId owner, @Nullable Boolean done) {
        return store().page(new TaskQuery(owner, done, PLENTY, 0)).items();
    }

    private long total(UserId owner, @Nullable Boolean done) {
        return store().page(new TaskQuery(owner, done, 1, 0)).total();
    }

    private static TaskReference byId(Task task) {
        return TaskReference.of(task.id());
    }

    @Test
    default void taskIsFoundByIdAndByNumberAsItWasAdded() {
        UserId owner = Given.user();
        Task task = add(owner, "Buy milk \uD83D\uDE00 'quoted' \\ %");

        assertThat(task.number()).isEqualTo(1);
        assertThat(store().find(owner, byId(task))).contains(task);
        assertThat(store().find(owner, TaskReference.of(1))).contains(task);
        assertThat(task.title().value()).isEqualTo("Buy milk \uD83D\uDE00 'quoted' \\ %");
    }

    @Test
    default void longestTitleIsKept() {
        UserId owner = Given.user();
        Task task = add(owner, "\uD83D\uDE00".repeat(TaskTitle.LONGEST));

        assertThat(store().find(owner, byId(task))).contains(task);
    }

    @Test
    default void numbersOfEachOwnerBeginWithOneAndAreNeverUsedAgain() {
        UserId owner = Given.user();
        Task first = add(owner, "one");
        Task second = add(owner, "two");
        store().delete(owner, byId(second), NOW, null);
        store().purge(LATER, EVERY_ONE);
        Task third = add(owner, "three");

        assertThat(List.of(first.number(), second.number(), third.number())).containsExactly(1L, 2L, 3L);
        assertThat(add(Given.user(), "somebody else's").number()).isEqualTo(1);
    }

    @Test
    default void manyAtOnceGetNumbersOfTheirOwn() {
        UserId owner = Given.user();
        List<Long> numbers =
                Together.results(20, number -> add(owner, "task " + number).number());

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(total(owner, null)).isEqualTo(20);
    }

    @Test
    default void sameKeyAddsOneTask() {
        UserId owner = Given.user();
        Task first = add(owner, "Buy milk", PLENTY, "call-1");
        Task again = add(owner, "Buy milk", PLENTY, "call-1");
        Task other = add(owner, "Buy milk", PLENTY, "call-2");

        assertThat(again).isEqualTo(first);
        assertThat(listed(owner, null)).containsExactly(first, other);
    }

    @Test
    default void sameKeyAtOnceAddsOneTask() {
        UserId owner = Given.user();
        List<Task> added = Together.results(10, number -> add(owner, "Buy milk", PLENTY, "call"));

        assertThat(new HashSet<>(added)).hasSize(1);
        assertThat(listed(owner, null)).containsExactly(added.getFirst());
    }

    @Test
    default void keyIsKnownWhenItsTaskWasChangedOrDeleted() {
        UserId owner = Given.user();
        Task task = add(owner, "Buy milk", PLENTY, "call");
        Task done = completed(task);
        assertThat(add(owner, "Buy milk", PLENTY, "call")).isEqualTo(done);
        store().delete(owner, byId(task), NOW, null);

        assertThat(add(owner, "Buy milk", PLENTY, "call")).isEqualTo(done);
        assertThat(listed(owner, null)).isEmpty();
    }

    @Test
    default void keysAreAnOwnersOwn() {
        UserId owner = Given.user();
        UserId other = Given.user();
        Task task = add(owner, "Mine", PLENTY, "call");
        Task others = add(other, "Yours", PLENTY, "call");
        store().delete(owner, byId(task), NOW, "deletion");

        assertThat(others.owner()).isEqualTo(other);
        assertThat(store().delete(other, byId(others), NOW, "deletion")).contains(others);
    }

    @Test
    default void changedTaskIsStored() {
        UserId owner = Given.user();
        Task task = add(owner, "Buy milk");
        Task changed = store().change(
                        owner,
                        TaskReference.of(task.number()),
                        known -> known.rename(new TaskTitle("Buy oat milk"), LATER)
                                .complete(LATER),
                        PLENTY)
                .orElseThrow();

        assertThat(changed)
                .isEqualTo(new Task(task.id(), task.number(), owner, new TaskTitle("Buy oat milk"), NOW, LATER, LATER));
        assertThat(store().find(owner, byId(task))).contains(changed);
        Task reopened = store().change(owner, byId(task), known -> known.reopen(LATER), PLENTY)
                .orElseThrow();
        assertThat(store().find(owner, byId(task))).contains(reopened);
        assertThat(reopened.isDone()).isFalse();
    }

    @Test
    default void changesAtOnceAreAllThere() {
        UserId owner = Given.user();
        Task task = add(owner, "0");
        Together.results(
                10,
                number -> store().change(
                                owner,
                                byId(task),
                                known -> known.rename(
                                        new TaskTitle(Integer.toString(
                                                Integer.parseInt(known.title().value()) + 1)),
                                        LATER),
                                PLENTY)
                        .orElseThrow());

        assertThat(store().find(owner, byId(task)).orElseThrow().title()).hasToString("10");
    }

    @Test
    default void changeThatFailsChangesNothing() {
        UserId owner = Given.user();
        Task task = add(owner, "Buy milk");

        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> store().change(
                                owner,
                                byId(task),
                                known -> {
                                    throw new ArithmeticException();
                                },
                                PLENTY));
        assertThat(store().find(owner, byId(task))).contains(task);
    }

    @Test
    default void nothingIsFoundForOthers() {
        UserId owner = Given.user();
        UserId other = Given.user();
        Task task = add(owner, "Secret");
        add(other, "Another");

        assertThat(store().find(other, byId(task))).isEmpty();
        assertThat(store().change(other, byId(task), known -> known.complete(LATER), PLENTY))
                .isEmpty();
        assertThat(store().delete(other, byId(task), NOW, null)).isEmpty();
        assertThat(store().find(other, TaskReference.of(2))).isEmpty();
        assertThat(listed(other, null))
                .extracting(Task::title)
                .extracting(TaskTitle::value)
                .containsExactly("Another");
        assertThat(store().find(owner, byId(task))).contains(task);
        assertThat(listed(Given.user(), null)).isEmpty();
    }

    @Test
    default void deletedTaskIsNowhere() {
        UserId owner = Given.user();
        Task task = add(owner, "Buy milk");
        Task kept = completed(add(owner, "Kept"));

        assertThat(store().delete(owner, TaskReference.of(task.number()), NOW, null))
                .contains(task);

        assertThat(store().find(owner, byId(task))).isEmpty();
        assertThat(store().find(owner, TaskReference.of(task.number()))).isEmpty();
        assertThat(store().change(owner, byId(task), known -> known.complete(LATER), PLENTY))
                .isEmpty();
        assertThat(store().delete(owner, byId(task), NOW, null)).isEmpty();
        assertThat(listed(owner, null)).containsExactly(kept);
        assertThat(total(owner, null)).isEqualTo(1);
    }

    @Test
    default void sameKeyDeletesOneTask() {
        UserId owner = Given.user();
        Task first = add(owner, "one");
        Task second = add(owner, "two");

        assertThat(store().delete(owner, byId(first), NOW, "call")).contains(first);
        assertThat(store().delete(owner, byId(first), NOW, "call")).contains(first);
        assertThat(store().delete(owner, byId(second), NOW, "call")).contains(first);
        assertThat(listed(owner, null)).containsExactly(second);
        assertThat(store().delete(owner, byId(first), NOW, "another call")).isEmpty();
    }

    @Test
    default void sameKeyAtOnceDeletesOneTask() {
        UserId owner = Given.user();
        Task task = add(owner, "one");
        add(owner, "two");

        assertThat(Together.results(10, number -> store().delete(owner, byId(task), NOW, "call")))
                .allSatisfy(deleted -> assertThat(deleted).contains(task));
        assertThat(total(owner, null)).isEqualTo(1);
    }

    @Test
    default void pagesAreInTheOrderOfNumbersWithExactTotals() {
        UserId owner = Given.user();
        Task first = completed(add(owner, "one"));
        Task second = add(owner, "two");
        Task third = completed(add(owner, "three"));
        Task fourth = add(owner, "four");
        store().delete(owner, byId(add(owner, "five")), NOW, null);

        assertThat(store().page(new TaskQuery(owner, null, 2, 1)))
                .isEqualTo(new Page<>(List.of(second, third), 4, 2, 1));
        assertThat(store().page(new TaskQuery(owner, false, 10, 0)))
                .isEqualTo(new Page<>(List.of(second, fourth), 2, 10, 0));
        assertThat(store().page(new TaskQuery(owner, true, 1, 0))).isEqualTo(new Page<>(List.of(first), 2, 1, 0));
        assertThat(store().page(new TaskQuery(owner, true, 1, 5))).isEqualTo(new Page<>(List.of(), 2, 1, 5));
    }

    @Test
    default void noMoreTasksAreOpenThanAllowed() {
        UserId owner = Given.user();
        Task first = add(owner, "one", 2, null);
        add(owner, "two", 2, "call");

        assertFull(() -> add(owner, "three", 2, null));
        assertThat(add(owner, "two", 2, "call").number()).isEqualTo(2);
        completed(first);
        Task third = add(owner, "three", 2, null);
        assertFull(() -> store().change(owner, byId(first), known -> known.reopen(LATER), 2));
        assertThat(store().find(owner, byId(first)).orElseThrow().isDone()).isTrue();
        store().delete(owner, byId(third), NOW, null);
        assertThat(store().change(owner, byId(first), known -> known.reopen(LATER), 2))
                .isPresent();
        assertThat(third.number()).isEqualTo(3);
    }

    private static void assertFull(Runnable work) {
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(work::run)
                .returns(ErrorCode.TOO_MANY_OPEN_TASKS, ChatException::code);
    }

    @Test
    default void noMoreTasksAreOpenThanAllowedWhenManyAreAddedAtOnce() {
        UserId owner = Given.user();

        assertThat(Together.outcomes(10, number -> add(owner, "task", 4, null)).stream()
                        .filter(Together.Outcome::succeeded))
                .hasSize(4);
        assertThat(total(owner, false)).isEqualTo(4);
    }

    @Test
    default void purgeForgetsWhatWasDeletedBeforeAndNothingElse() {
        UserId owner = Given.user();
        Task old = add(owner, "old", PLENTY, "call");
        Task young = add(owner, "young", PLENTY, "young call");
        Task kept = add(owner, "kept");
        store().delete(owner, byId(old), NOW, "deletion");
        store().delete(owner, byId(young), LATER, null);

        store().purge(LATER, EVERY_ONE);

        assertThat(store().delete(owner, byId(old), LATER, "deletion")).isEmpty();
        assertThat(add(owner, "again", PLENTY, "call").number()).isEqualTo(4);
        assertThat(add(owner, "young", PLENTY, "young call")).isEqualTo(young);
        assertThat(store().find(owner, byId(kept))).contains(kept);
    }

    @Test
    default void atMostSoManyArePurgedAtOnce() {
        UserId owner = Given.user();
        store().purge(LATER, EVERY_ONE);
        for (int i = 0; i < 3; i++) {
            store().delete(owner, byId(add(owner, "task")), NOW, null);
        }

        assertThat(store().purge(LATER, 2)).isEqualTo(2);
        assertThat(store().purge(LATER, 2)).isEqualTo(1);
    }
}
