package dev.parley.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserTest {
    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant SECOND = FIRST.plusSeconds(1);
    private static final Instant THIRD = FIRST.plusSeconds(2);
    private static final UserId ALICE = new UserId("alice");
    private static final User NEW = User.unknown(ALICE);
    private static final User KNOWN = NEW.seen(Role.ANALYST, SECOND);

    @Test
    void everyTransitionFromEveryStateIsAsDrawn() {
        User disabled = KNOWN.disable();

        assertThat(KNOWN.disabled()).isFalse();
        assertThat(disabled).isEqualTo(new User(ALICE, Role.ANALYST, null, true, SECOND, SECOND));
        assertThat(disabled.disable()).isEqualTo(disabled);
        assertThat(disabled.enable()).isEqualTo(KNOWN);
        assertThat(KNOWN.enable()).isEqualTo(KNOWN);
    }

    @Test
    void onlyWhoIsDisabledIsKeptOut() {
        assertThat(NEW.requireEnabled()).isSameAs(NEW);
        assertThatExceptionOfType(ChatException.Forbidden.class)
                .isThrownBy(() -> NEW.disable().requireEnabled())
                .returns(ErrorCode.USER_DISABLED, ChatException::code);
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER,  TOKEN,   VIEWER",
        "VIEWER,  VIEWER,  VIEWER",
        "VIEWER,  ADMIN,   ADMIN",
        "ANALYST, TOKEN,   ANALYST",
        "ANALYST, VIEWER,  VIEWER",
        "ADMIN,   TOKEN,   ADMIN",
        "ADMIN,   ANALYST, ANALYST",
        ",        TOKEN,   VIEWER",
        ",        ANALYST, ANALYST",
    })
    void assignedRoleCountsWhateverTheTokenSays(@Nullable Role told, RoleChoice choice, Role counts) {
        User user = told == null ? NEW : NEW.seen(told, FIRST);

        assertThat(user.assign(choice).role()).isEqualTo(counts);
        assertThat(user.assign(RoleChoice.ADMIN).assign(choice).role()).isEqualTo(counts);
    }

    @Test
    void roleOfTheTokenAtHandCountsUnlessOneIsAssigned() {
        assertThat(KNOWN.roleWith(Role.ADMIN)).isEqualTo(Role.ADMIN);
        assertThat(KNOWN.assign(RoleChoice.VIEWER).roleWith(Role.ADMIN)).isEqualTo(Role.VIEWER);
    }

    @Test
    void firstAndLastTimeAreKept() {
        assertThat(NEW.firstSeen()).isNull();
        assertThat(KNOWN).isEqualTo(new User(ALICE, Role.ANALYST, null, false, SECOND, SECOND));
        assertThat(KNOWN.seen(Role.ADMIN, THIRD)).isEqualTo(new User(ALICE, Role.ADMIN, null, false, SECOND, THIRD));
    }

    @Test
    void timesThatAreToldLateChangeNothingThatIsNewer() {
        assertThat(KNOWN.seen(Role.ADMIN, FIRST)).isEqualTo(new User(ALICE, Role.ANALYST, null, false, FIRST, SECOND));
        User longKnown = KNOWN.seen(Role.VIEWER, THIRD);
        assertThat(longKnown.seen(Role.ADMIN, SECOND.plusMillis(1))).isEqualTo(longKnown);
    }

    @Test
    void whatAdministratorsDecidedStaysWhenUsersCome() {
        User decided = NEW.disable().assign(RoleChoice.ADMIN);

        assertThat(decided.seen(Role.VIEWER, FIRST))
                .isEqualTo(new User(ALICE, Role.VIEWER, Role.ADMIN, true, FIRST, FIRST));
    }

    @Test
    void timesBelongTogether() {
        assertThatIllegalArgumentException().isThrownBy(() -> new User(ALICE, null, null, false, FIRST, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new User(ALICE, null, null, false, null, FIRST));
        assertThatIllegalArgumentException().isThrownBy(() -> new User(ALICE, null, null, false, SECOND, FIRST));
    }
}
