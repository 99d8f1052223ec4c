package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.session.Session;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore} promises of what it counts. */
public interface UsageContract extends StorageFixture {
    private SessionStore store() {
        return storage().sessions();
    }

    private LocalDate today() {
        return store().change(Given.sessionId(), SessionChange::now)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
    }

    private List<ModelDay> usage(UserId user) {
        return store().usage(user, today().minusDays(1), today());
    }

    private void count(Session session, UserId user, String model, int promptTokens, int completionTokens) {
        Given.changed(
                store(), session, change -> change.count(user, model, new TokenUsage(promptTokens, completionTokens)));
    }

    @Test
    default void answersAndTokensAddUpByModel() {
        UserId user = Given.user();
        Session one = Given.session(store(), user);
        Session other = Given.session(store(), user);
        LocalDate day = today();
        count(one, user, "small", 10, 1);
        count(other, user, "small", 20, 2);
        count(one, user, "small", 30, 3);
        count(one, user, "large", 0, 0);
        Given.changed(store(), other, change -> {
            change.count(user, "small", new TokenUsage(40, 4));
            change.count(user, "small", new TokenUsage(50, 5));
        });

        assertThat(usage(user))
                .containsExactly(new ModelDay(day, "large", 1, 0, 0), new ModelDay(day, "small", 5, 150, 15));
    }

    @Test
    default void everybodyHasCountsOfTheirOwn() {
        UserId owner = Given.user();
        UserId guest = Given.user();
        Session session = Given.session(store(), owner);
        LocalDate day = today();
        count(session, owner, "model", 1, 2);
        count(session, guest, "model", 3, 4);

        assertThat(usage(owner)).containsExactly(new ModelDay(day, "model", 1, 1, 2));
        assertThat(usage(guest)).containsExactly(new ModelDay(day, "model", 1, 3, 4));
        assertThat(usage(Given.user())).isEmpty();
    }

    @Test
    default void whatAllHadIsTheSum() {
        String model = "model-" + Given.IDS.next();
        UserId owner = Given.user();
        Session session = Given.session(store(), owner);
        LocalDate day = today();
        count(session, owner, model, 1, 2);
        count(session, Given.user(), model, 3, 4);

        assertThat(store().usageOfAll(day.minusDays(1), day))
                .filteredOn(use -> use.model().equals(model))
                .containsExactly(new ModelDay(day, model, 2, 4, 6));
        assertThat(store().usageOfAll(day, day)).isSortedAccordingTo(Comparator.comparing(ModelDay::model));
        assertThat(store().usageOfAll(day.minusDays(2), day.minusDays(1)))
                .noneMatch(use -> use.model().equals(model));
        assertThat(store().usageOfAll(day.plusDays(1), day.plusDays(2)))
                .noneMatch(use -> use.model().equals(model));
    }

    @Test
    default void bothEndsOfTheRangeBelongToIt() {
        UserId user = Given.user();
        count(Given.session(store(), user), user, "model", 1, 2);
        LocalDate day = today();

        assertThat(store().usage(user, day, day)).hasSize(1);
        assertThat(store().usage(user, day.minusDays(1), day)).hasSize(1);
        assertThat(store().usage(user, day, day.plusDays(1))).hasSize(1);
        assertThat(store().usage(user, day.minusDays(2), day.minusDays(1))).isEmpty();
        assertThat(store().usage(user, day.plusDays(1), day.plusDays(2))).isEmpty();
        assertThat(store().usage(user, LocalDate.of(0, 1, 1), LocalDate.of(9999, 12, 31)))
                .hasSize(1);
    }

    @Test
    default void changeThatFailsCountsNothing() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);

        assertThatThrownBy(() -> store().change(session.id(), change -> {
                    change.count(user, "model", new TokenUsage(1, 1));
                    throw new IllegalStateException("as the test wants it");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(usage(user)).isEmpty();
    }

    @Test
    default void countsStayWhenTheirSessionIsRemoved() throws InterruptedException {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        count(session, user, "model", 1, 2);
        Given.changed(store(), session, change -> change.save(change.session().delete(change.now())));
        elapse(Duration.ofMillis(5));
        store().purge(store().change(Given.sessionId(), SessionChange::now), 1_000_000);

        assertThat(store().find(session.id())).isEmpty();
        assertThat(usage(user)).containsExactly(new ModelDay(today(), "model", 1, 1, 2));
    }

    @Test
    default void nothingIsLostWhenManyAreCountedAtOnce() {
        UserId user = Given.user();
        List<Session> sessions =
                List.of(Given.session(store(), user), Given.session(store(), user), Given.session(store(), user));
        Together.results(6, number -> {
            for (int i = 0; i < 20; i++) {
                count(sessions.get(number % sessions.size()), user, "model-" + i % 2, 3, 2);
            }
            return number;
        });

        assertThat(usage(user))
                .containsExactly(
                        new ModelDay(today(), "model-0", 60, 180, 120), new ModelDay(today(), "model-1", 60, 180, 120));
    }

    @Test
    default void tokensAddUpBeyondTheLargestNumberOfOneAnswer() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        count(session, user, "model", Integer.MAX_VALUE, Integer.MAX_VALUE);
        count(session, user, "model", Integer.MAX_VALUE, 1);

        assertThat(usage(user))
                .containsExactly(new ModelDay(today(), "model", 2, 2L * Integer.MAX_VALUE, Integer.MAX_VALUE + 1L));
    }

    @Test
    default void anyNameOfAModelCanBeCounted() {
        UserId user = Given.user();
        Session session = Given.session(store(), user);
        count(session, user, "", 1, 1);
        count(session, user, "m\0\uD800", 1, 1);
        count(session, user, "\uD83D\uDE00".repeat(5_000), 1, 1);

        assertThat(usage(user))
                .extracting(ModelDay::model)
                .containsExactly("", "m\uFFFD\uFFFD", "\uD83D\uDE00".repeat(200));
    }
}
