package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.Sighting;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node remembers of users. */
class KnownUsersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final User ALICE = User.unknown(new UserId("alice")).seen(Role.VIEWER, NOW);

    private final KnownUsers known = new KnownUsers();

    @Test
    void whoDidNotComeForLongestMakesRoom() {
        known.replace(ALICE);
        for (int i = 0; i < KnownUsers.MAXIMUM; i++) {
            known.replace(User.unknown(new UserId("user-" + i)));
            known.find(ALICE.id());
        }

        assertThat(known.find(ALICE.id())).isEqualTo(ALICE);
        assertThat(known.find(new UserId("user-0"))).isNull();
        assertThat(known.find(new UserId("user-1"))).isNotNull();
    }

    @Test
    void whatWasReadBeforeAChangeIsNotRemembered() {
        long version = known.version();
        assertThat(known.remember(ALICE, version)).isTrue();
        known.replace(ALICE.disable());

        assertThat(known.remember(ALICE, version)).isFalse();
        assertThat(known.refresh(List.of(ALICE), version)).isFalse();
        assertThat(known.find(ALICE.id())).isEqualTo(ALICE.disable());
        long later = known.version();
        known.outdate();
        assertThat(known.remember(ALICE, later)).isFalse();
        assertThat(known.refresh(List.of(ALICE), known.version())).isTrue();
        assertThat(known.find(ALICE.id())).isEqualTo(ALICE);
    }

    @Test
    void onlyThoseWhoAreRememberedAreRefreshed() {
        assertThat(known.refresh(List.of(ALICE), known.version())).isTrue();

        assertThat(known.find(ALICE.id())).isNull();
    }

    @Test
    void whatCouldNotBeStoredIsKeptUnlessSomethingNewerIsThere() {
        known.replace(ALICE);
        known.came(ALICE.id(), Role.VIEWER, NOW.plus(Duration.ofMinutes(5)));
        List<Sighting> taken = known.takeSightings();
        assertThat(taken).hasSize(1);
        assertThat(known.takeSightings()).isEmpty();
        known.came(ALICE.id(), Role.ADMIN, NOW.plus(Duration.ofMinutes(10)));
        known.putBack(taken);

        assertThat(known.takeSightings())
                .containsExactly(new Sighting(ALICE.id(), Role.ADMIN, NOW.plus(Duration.ofMinutes(10))));
        known.putBack(taken);
        assertThat(known.takeSightings()).isEqualTo(taken);
    }

    @Test
    void clockThatIsSetBackKeepsNobodyFromBeingNoted() {
        known.replace(ALICE);
        known.came(ALICE.id(), Role.VIEWER, NOW.minus(Duration.ofDays(1)));

        assertThat(known.takeSightings()).hasSize(1);
    }

    @Test
    void whoIsNotRememberedIsNotNoted() {
        known.came(ALICE.id(), Role.VIEWER, NOW);

        assertThat(known.takeSightings()).isEmpty();
    }
}
