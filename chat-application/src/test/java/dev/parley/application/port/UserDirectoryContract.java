package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link UserDirectory} promises. */
public interface UserDirectoryContract extends StorageFixture {
    Instant FIRST = Instant.parse("2026-01-02T03:04:05.678901Z");
    Instant SECOND = FIRST.plus(Duration.ofMinutes(1));
    Instant THIRD = FIRST.plus(Duration.ofHours(1));
    int PLENTY = 1_000;

    private UserDirectory directory() {
        return storage().users();
    }

    private void seen(UserId user, Role role, Instant at) {
        directory().seen(List.of(new Sighting(user, role, at)));
    }

    private User found(UserId user) {
        return directory().find(user).orElseThrow();
    }

    private static UserId named(UserId family, String name) {
        return new UserId(family + name);
    }

    private List<UserId> listed(UserId family, @Nullable Role role, @Nullable Boolean disabled) {
        return directory().page(new UserQuery(family.value(), role, disabled, PLENTY, 0)).items().stream()
                .map(User::id)
                .toList();
    }

    @Test
    default void nobodyIsKnownWhoNeverCame() {
        assertThat(directory().find(Given.user())).isEmpty();
    }

    @Test
    default void whoCameIsKnown() {
        UserId user = named(Given.user(), "idp|a/b+c@d:e=");
        seen(user, Role.ANALYST, FIRST);

        assertThat(directory().find(user)).contains(new User(user, Role.ANALYST, null, false, FIRST, FIRST));
    }

    @Test
    default void firstAndLastTimeAndTheLastRoleAreKept() {
        UserId user = Given.user();
        seen(user, Role.VIEWER, SECOND);
        seen(user, Role.ADMIN, THIRD);
        seen(user, Role.ANALYST, FIRST);

        assertThat(found(user)).isEqualTo(new User(user, Role.ADMIN, null, false, FIRST, THIRD));
    }

    @Test
    default void manyCanBeNotedAtOnce() {
        UserId family = Given.user();
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sightings.add(new Sighting(named(family, "-" + i), Role.values()[i % 3], FIRST.plusSeconds(i)));
        }
        seen(named(family, "-7"), Role.VIEWER, FIRST);
        directory().seen(sightings);
        directory().seen(List.of());

        assertThat(found(named(family, "-7")))
                .isEqualTo(new User(named(family, "-7"), Role.ANALYST, null, false, FIRST, FIRST.plusSeconds(7)));
        assertThat(listed(family, null, null)).hasSize(500);
        assertThat(listed(family, Role.ADMIN, null)).hasSize(166);
    }

    @Test
    default void changeOfAUserWhoNeverCameIsKept() {
        UserId user = Given.user();
        User changed = directory().change(user, known -> {
            assertThat(known).isEqualTo(User.unknown(user));
            return known.disable();
        });

        assertThat(changed).isEqualTo(User.unknown(user).disable());
        assertThat(found(user)).isEqualTo(changed);
        seen(user, Role.ADMIN, FIRST);
        assertThat(found(user)).isEqualTo(new User(user, Role.ADMIN, null, true, FIRST, FIRST));
    }

    @Test
    default void whatWasDecidedStaysWhenUsersComeAndIsChangedAlone() {
        UserId user = Given.user();
        seen(user, Role.VIEWER, FIRST);
        directory().change(user, known -> known.assign(RoleChoice.ADMIN));
        seen(user, Role.ANALYST, SECOND);
        User changed = directory().change(user, User::disable);

        assertThat(changed).isEqualTo(new User(user, Role.ANALYST, Role.ADMIN, true, FIRST, SECOND));
        assertThat(found(user)).isEqualTo(changed);
        assertThat(directory()
                        .change(user, known -> known.assign(RoleChoice.TOKEN).enable()))
                .isEqualTo(new User(user, Role.ANALYST, null, false, FIRST, SECOND));
    }

    @Test
    default void changeThatFailsChangesNothing() {
        UserId user = Given.user();
        UserId stranger = Given.user();
        seen(user, Role.VIEWER, FIRST);
        for (UserId each : List.of(user, stranger)) {
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> directory().change(each, known -> {
                        throw new ArithmeticException();
                    }));
        }

        assertThat(found(user)).isEqualTo(new User(user, Role.VIEWER, null, false, FIRST, FIRST));
        assertThat(directory().find(stranger)).isEmpty();
    }

    @Test
    default void changesAtOnceHappenOneAfterTheOther() {
        UserId user = Given.user();
        List<User> changed = Together.results(10, number -> {
            if (number % 2 == 0) {
                seen(user, Role.ANALYST, FIRST.plusSeconds(number));
            }
            return directory()
                    .change(
                            user,
                            known -> known.assign(known.assignedRole() == null ? RoleChoice.ADMIN : RoleChoice.TOKEN));
        });

        assertThat(changed).filteredOn(each -> each.assignedRole() == null).hasSize(5);
        assertThat(found(user)).isEqualTo(new User(user, Role.ANALYST, null, false, FIRST, FIRST.plusSeconds(8)));
    }

    @Test
    default void pagesAreInTheOrderOfIds() {
        UserId family = Given.user();
        for (String name : List.of("b", "a", "C", "_", "1", "B", "z", "-")) {
            seen(named(family, name), Role.VIEWER, FIRST);
        }
        List<UserId> inOrder = List.of("-", "1", "B", "C", "_", "a", "b", "z").stream()
                .map(name -> named(family, name))
                .toList();

        assertThat(listed(family, null, null)).isEqualTo(inOrder);
        Page<User> page = directory().page(new UserQuery(family.value(), null, null, 3, 2));
        assertThat(page.items()).extracting(User::id).isEqualTo(inOrder.subList(2, 5));
        assertThat(page).returns(8L, Page::total).returns(3, Page::limit).returns(2, Page::offset);
        assertThat(directory().page(new UserQuery(family.value(), null, null, 3, 8)))
                .isEqualTo(new Page<User>(List.of(), 8, 3, 8));
    }

    @Test
    default void partOfAnIdIsFoundInUpperAndLowerCaseAndTakenLiterally() {
        UserId family = Given.user();
        UserId user = named(family, "-Ann@example.com");
        UserId other = named(family, "-100_percent");
        seen(user, Role.VIEWER, FIRST);
        seen(other, Role.VIEWER, FIRST);

        assertThat(listed(named(family, "-aNN@Exam"), null, null)).containsExactly(user);
        assertThat(listed(new UserId(family.value().toUpperCase(Locale.ROOT)), null, null))
                .containsExactly(other, user);
        assertThat(directory()
                        .page(new UserQuery("nn@example.com", null, null, PLENTY, 0))
                        .items())
                .extracting(User::id)
                .contains(user)
                .doesNotContain(other);
        for (String none : List.of(family + "%", family + "-Ann_example", family + "!", family + "\\", family + "'")) {
            assertThat(directory().page(new UserQuery(none, null, null, PLENTY, 0)))
                    .as(none)
                    .isEqualTo(new Page<User>(List.of(), 0, PLENTY, 0));
        }
        assertThat(listed(named(family, "-100_"), null, null)).containsExactly(other);
    }

    @Test
    default void usersAreListedByTheRoleThatCountsAndWhetherTheyAreKeptOut() {
        UserId family = Given.user();
        UserId viewer = named(family, "-a");
        UserId promoted = named(family, "-b");
        UserId demoted = named(family, "-c");
        UserId neverSeen = named(family, "-d");
        seen(viewer, Role.VIEWER, FIRST);
        seen(promoted, Role.VIEWER, FIRST);
        seen(demoted, Role.ADMIN, FIRST);
        directory().change(promoted, known -> known.assign(RoleChoice.ADMIN));
        directory().change(demoted, known -> known.assign(RoleChoice.ANALYST).disable());
        directory().change(neverSeen, User::disable);

        assertThat(listed(family, Role.VIEWER, null)).containsExactly(viewer, neverSeen);
        assertThat(listed(family, Role.ANALYST, null)).containsExactly(demoted);
        assertThat(listed(family, Role.ADMIN, null)).containsExactly(promoted);
        assertThat(listed(family, null, true)).containsExactly(demoted, neverSeen);
        assertThat(listed(family, null, false)).containsExactly(viewer, promoted);
        assertThat(listed(family, Role.VIEWER, true)).containsExactly(neverSeen);
        assertThat(listed(family, Role.ADMIN, true)).isEmpty();
        assertThat(directory()
                        .page(new UserQuery(null, Role.ADMIN, null, PLENTY, 0))
                        .items())
                .extracting(User::id)
                .contains(promoted)
                .doesNotContain(demoted, viewer);
    }

    @Test
    default void recentChangesAreFoundAndNothingElse() throws InterruptedException {
        UserId early = Given.user();
        UserId late = Given.user();
        UserId passing = Given.user();
        UserId again = Given.user();
        directory().change(early, User::disable);
        directory().change(again, User::disable);
        elapse(Duration.ofMillis(600));
        seen(passing, Role.VIEWER, FIRST);
        seen(early, Role.VIEWER, FIRST);
        User changed = directory().change(late, known -> known.assign(RoleChoice.ADMIN));
        User changedAgain = directory().change(again, User::enable);

        assertThat(directory().changedWithin(Duration.ofHours(1)))
                .contains(found(early), changed, changedAgain)
                .extracting(User::id)
                .doesNotContain(passing)
                .doesNotHaveDuplicates();
        assertThat(directory().changedWithin(Duration.ofMillis(500)))
                .extracting(User::id)
                .doesNotContain(early);
    }
}
