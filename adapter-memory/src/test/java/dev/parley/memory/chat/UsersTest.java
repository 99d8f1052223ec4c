package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static dev.parley.memory.chat.Chat.EVE;
import static dev.parley.memory.chat.Chat.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.Parley;
import dev.parley.application.UserChange;
import dev.parley.application.Users;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Page;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.UserQuery;
import dev.parley.application.testkit.Together;
import dev.parley.application.testkit.UnreliableBus;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come in, with which role, and what it costs to ask. */
class UsersTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final UserQuery EVERYBODY = new UserQuery(null, null, null, 100, 0);
    private static final UserChange DISABLE = UserChange.ofDisabled(true);
    private static final UserChange ENABLE = UserChange.ofDisabled(false);

    private WatchedDirectory directory;
    private final Chat chat = Chat.open(Chat.limits().build(), storage -> {
        directory = WatchedDirectory.around(storage);
        return storage.withUsers(directory);
    });
    private final Users users = chat.parley.users();

    @AfterEach
    void close() {
        chat.close();
    }

    private Instant now() {
        return chat.time.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Caller with(Caller caller, Role role) {
        return new Caller(caller.user(), role, caller.channel());
    }

    private static void assertKeptOut(Users users, Caller caller) {
        assertThatExceptionOfType(ChatException.Forbidden.class)
                .isThrownBy(() -> users.admit(caller))
                .returns(ErrorCode.USER_DISABLED, ChatException::code);
    }

    private List<User> listed() {
        return users.list(ROOT, EVERYBODY).items();
    }

    @Test
    void whoComesIsKnownFromThenOn() {
        Caller admitted = users.admit(with(ALICE, Role.ANALYST));

        assertThat(admitted).isEqualTo(with(ALICE, Role.ANALYST));
        assertThat(directory.find(ALICE.user()))
                .contains(new User(ALICE.user(), Role.ANALYST, null, false, now(), now()));
        assertThat(listed()).extracting(User::id).containsExactly(ALICE.user());
    }

    @Test
    void assignedRoleCountsInsteadOfTheTokens() {
        users.admit(ALICE);
        users.change(ROOT, ALICE.user(), UserChange.ofRole(RoleChoice.ANALYST));

        assertThat(users.admit(ALICE)).isEqualTo(with(ALICE, Role.ANALYST));
        assertThat(users.admit(with(ALICE, Role.ADMIN))).isEqualTo(with(ALICE, Role.ANALYST));
        users.change(ROOT, ALICE.user(), UserChange.ofRole(RoleChoice.TOKEN));
        assertThat(users.admit(with(ALICE, Role.ADMIN))).isEqualTo(with(ALICE, Role.ADMIN));
        assertThat(users.admit(ALICE)).isEqualTo(ALICE);
    }

    @Test
    void disabledUsersAreKeptOutUntilTheyAreEnabled() {
        users.admit(ALICE);
        User disabled = users.change(ROOT, ALICE.user(), DISABLE);

        assertThat(disabled.disabled()).isTrue();
        assertKeptOut(users, ALICE);
        assertThat(users.isDisabled(ALICE.user())).isTrue();
        users.change(ROOT, ALICE.user(), ENABLE);
        assertThat(users.admit(ALICE)).isEqualTo(ALICE);
        assertThat(users.isDisabled(ALICE.user())).isFalse();
    }

    @Test
    void somebodyCanBeKeptOutBeforehand() {
        users.change(ROOT, EVE.user(), DISABLE);

        assertKeptOut(users, EVE);
        assertThat(listed()).containsExactly(User.unknown(EVE.user()).disable());
    }

    @Test
    void changesCountOnOtherNodesWithinMoments() {
        Users elsewhere = chat.node().users();
        elsewhere.admit(ALICE);
        users.change(ROOT, ALICE.user(), new UserChange(RoleChoice.ADMIN, false));
        await().until(() -> elsewhere.admit(ALICE).role() == Role.ADMIN);
        users.change(ROOT, ALICE.user(), DISABLE);

        await().until(() -> elsewhere.isDisabled(ALICE.user()));
        assertKeptOut(elsewhere, ALICE);
    }

    @Test
    void changesOfWhichANodeDidNotHearAreFoundByLooking() {
        UnreliableBus bus = new UnreliableBus(chat.storage.bus());
        Users deaf = chat.node(bus).users();
        List<User> told = new CopyOnWriteArrayList<>();
        deaf.listen(told::add);
        deaf.admit(ALICE);
        deaf.admit(BOB);
        bus.loseSignals();
        User changed = users.change(ROOT, ALICE.user(), DISABLE);
        assertThat(deaf.admit(ALICE)).isEqualTo(ALICE);
        deaf.look();

        assertKeptOut(deaf, ALICE);
        assertThat(deaf.admit(BOB)).isEqualTo(BOB);
        assertThat(told).contains(changed).allMatch(changed::equals);
    }

    @Test
    void nodeThatCouldNotLookForLongFindsWhatHappenedMeanwhile() {
        UnreliableBus bus = new UnreliableBus(chat.storage.bus());
        Users deaf = chat.node(bus).users();
        deaf.admit(ALICE);
        bus.loseSignals();
        users.change(ROOT, ALICE.user(), DISABLE);
        chat.time.advance(Duration.ofHours(5));
        deaf.look();

        assertKeptOut(deaf, ALICE);
    }

    @Test
    void nodeLooksByItself() {
        UnreliableBus bus = new UnreliableBus(chat.storage.bus());
        Users deaf = chat.node(bus).users();
        deaf.admit(ALICE);
        bus.loseSignals();
        users.change(ROOT, ALICE.user(), DISABLE);
        chat.time.advance(Duration.ofSeconds(10));

        await().until(() -> deaf.isDisabled(ALICE.user()));
    }

    @Test
    void askingCostsNoAccessToTheStorage() {
        users.admit(ALICE);
        int finds = directory.finds.get();
        Together.results(8, number -> {
            for (int i = 0; i < 1_000; i++) {
                users.admit(ALICE);
            }
            return number;
        });
        users.list(ROOT, EVERYBODY);

        assertThat(directory.finds).hasValue(finds);
        assertThat(directory.sightings).containsExactly(new Sighting(ALICE.user(), ALICE.role(), now()));
    }

    @Test
    void comingIsNotedOnceInFiveMinutes() {
        users.admit(ALICE);
        chat.time.advance(Duration.ofMinutes(5).minusMillis(1));
        users.admit(with(ALICE, Role.ADMIN));
        users.list(ROOT, EVERYBODY);
        assertThat(directory.sightings).hasSize(1);

        chat.time.advance(Duration.ofMillis(1));
        users.admit(with(ALICE, Role.ADMIN));
        users.admit(ALICE);

        await().until(() -> directory.sightings.size() == 2);
        assertThat(directory.sightings.getLast()).isEqualTo(new Sighting(ALICE.user(), Role.ADMIN, now()));
        chat.time.advance(Duration.ofMinutes(5));
        users.admit(BOB);
        users.list(ROOT, EVERYBODY);
        assertThat(directory.sightings).hasSize(3);
    }

    @Test
    void otherNodesNeedNotNoteItAgain() {
        users.admit(ALICE);
        chat.node().users().admit(ALICE);
        users.list(ROOT, EVERYBODY);

        assertThat(directory.sightings).hasSize(1);
    }

    @Test
    void whoCameLastIsStoredWhenTheNodeEnds() {
        Parley ending = chat.node();
        users.admit(ALICE);
        chat.time.advance(Duration.ofHours(1));
        ending.users().admit(ALICE);
        ending.close();

        assertThat(directory.find(ALICE.user()).orElseThrow().lastSeen()).isEqualTo(now());
    }

    @Test
    void rememberedUsersGoOnWhileTheStorageIsAway() {
        users.admit(ALICE);
        users.change(ROOT, BOB.user(), DISABLE);
        directory.unreachable.set(true);
        chat.time.advance(Duration.ofHours(1));

        assertThat(users.admit(ALICE)).isEqualTo(ALICE);
        assertKeptOut(users, BOB);
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> users.admit(EVE));
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> users.list(ROOT, EVERYBODY));
        directory.unreachable.set(false);
        assertThat(users.admit(EVE)).isEqualTo(EVE);
        await().until(() ->
                now().equals(directory.find(ALICE.user()).orElseThrow().lastSeen()));
    }

    @Test
    void changeThatFallsIntoAReadingIsNotMissed() {
        Users elsewhere = chat.node().users();
        directory.seen(List.of(new Sighting(ALICE.user(), Role.VIEWER, now())));
        directory.meanwhile.set(() -> elsewhere.change(ROOT, ALICE.user(), DISABLE));

        assertKeptOut(users, ALICE);
        assertKeptOut(users, ALICE);
    }

    @Test
    void listenersAreToldOfEveryChangeOnEveryNode() {
        Users elsewhere = chat.node().users();
        List<User> here = new CopyOnWriteArrayList<>();
        List<User> there = new CopyOnWriteArrayList<>();
        users.listen(user -> {
            throw new IllegalStateException("a listener that fails, as the test wants it");
        });
        EventBus.Registration first = users.listen(here::add);
        elsewhere.listen(there::add);
        User changed = users.change(ROOT, EVE.user(), DISABLE);

        assertThat(here).contains(changed);
        await().until(() -> there.contains(changed));
        first.close();
        User enabled = users.change(ROOT, EVE.user(), ENABLE);
        await().until(() -> there.contains(enabled));
        // Of the first change it may still be told: that had begun before.
        assertThat(here).containsOnly(changed);
    }

    @Test
    void onlyAdministratorsSeeAndChangeUsers() {
        for (Role role : List.of(Role.VIEWER, Role.ANALYST)) {
            assertThatExceptionOfType(ChatException.Forbidden.class)
                    .isThrownBy(() -> users.list(with(ALICE, role), EVERYBODY))
                    .returns(ErrorCode.FORBIDDEN, ChatException::code);
            assertThatExceptionOfType(ChatException.Forbidden.class)
                    .isThrownBy(() -> users.change(with(ALICE, role), BOB.user(), DISABLE))
                    .returns(ErrorCode.FORBIDDEN, ChatException::code);
        }
        assertThat(directory.find(BOB.user())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ADMIN,  ,      VIEWER,  ,      false",
        "ADMIN,  ,      ANALYST, ,      false",
        "ADMIN,  ,      ADMIN,   ,      true",
        "ADMIN,  ,      TOKEN,   ,      true",
        "ADMIN,  ,      ,        true,  false",
        "ADMIN,  ,      ,        false, true",
        "ADMIN,  ,      ADMIN,   true,  false",
        "VIEWER, ADMIN, TOKEN,   ,      false",
        "VIEWER, ADMIN, ADMIN,   ,      true",
    })
    void administratorsStayWhatTheyAreUnlessAnotherOneDecides(
            Role told, RoleChoice assigned, RoleChoice choice, Boolean disabled, boolean allowed) {
        if (assigned != null) {
            users.change(ROOT, ALICE.user(), UserChange.ofRole(assigned));
        }
        Caller alice = users.admit(with(ALICE, told));
        UserChange change = new UserChange(choice, disabled);
        users.list(ROOT, EVERYBODY); // stores that she came

        if (allowed) {
            assertThat(users.change(alice, ALICE.user(), change).role()).isEqualTo(Role.ADMIN);
        } else {
            User before = directory.find(ALICE.user()).orElseThrow();
            assertThatExceptionOfType(ChatException.Conflict.class)
                    .isThrownBy(() -> users.change(alice, ALICE.user(), change))
                    .returns(ErrorCode.INVALID_STATE, ChatException::code);
            assertThat(directory.find(ALICE.user())).contains(before);
            assertThat(users.admit(with(ALICE, told))).isEqualTo(alice);
        }
        assertThat(users.change(ROOT, ALICE.user(), DISABLE).disabled()).isTrue();
    }

    @Test
    void whereNothingIsToChangeNothingDoes() {
        UserChange none = new UserChange(null, null);
        users.admit(ALICE);

        assertThat(users.change(ROOT, ALICE.user(), none))
                .isEqualTo(directory.find(ALICE.user()).orElseThrow());
        assertThatExceptionOfType(ChatException.NotFound.class).isThrownBy(() -> users.change(ROOT, BOB.user(), none));
        assertThat(directory.find(BOB.user())).isEmpty();
    }

    @Test
    void usersAreListedByWhatIsAskedFor() {
        users.admit(ALICE);
        users.admit(BOB);
        users.admit(with(EVE, Role.ADMIN));
        users.change(ROOT, BOB.user(), DISABLE);

        assertThat(users.list(ROOT, new UserQuery("E", null, null, 1, 1)))
                .returns(2L, Page::total)
                .extracting(Page::items)
                .isEqualTo(List.of(directory.find(EVE.user()).orElseThrow()));
        assertThat(users.list(ROOT, new UserQuery(null, Role.ADMIN, false, 10, 0))
                        .items())
                .extracting(User::id)
                .containsExactly(EVE.user());
        assertThat(users.list(ROOT, new UserQuery(null, null, true, 10, 0)).items())
                .extracting(User::id)
                .containsExactly(BOB.user());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, limit", "101, 0, limit", "1, -1, offset"})
    void pagesHaveTheirLimits(int limit, int offset, String field) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> users.list(ROOT, new UserQuery(null, null, null, limit, offset)))
                .returns(field, refusal -> refusal.details().get("field"));
    }

    @Test
    void textToFindIsNoLongerThanAnId() {
        assertThat(users.list(ROOT, new UserQuery("x".repeat(128), null, null, 1, 0))
                        .items())
                .isEmpty();
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> users.list(ROOT, new UserQuery("x".repeat(129), null, null, 1, 0)))
                .returns("q", refusal -> refusal.details().get("field"));
    }
}
