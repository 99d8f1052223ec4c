package dev.parley.domain.session;

import static dev.parley.domain.Samples.ANNA;
import static dev.parley.domain.Samples.BEN;
import static dev.parley.domain.Samples.EVE;
import static dev.parley.domain.Samples.LATER;
import static dev.parley.domain.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.Records;
import dev.parley.domain.Samples;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSharingTest {
    private static final ChatLimits LIMITS = ChatLimits.defaults();

    /** Anna's; Ben may read, Carl may write, Eve may nothing. */
    private static final Session SHARED = Samples.session()
            .share(BEN, Access.VIEWER, LIMITS, START)
            .share(new UserId("carl"), Access.EDITOR, LIMITS, START);

    @ParameterizedTest
    @CsvSource({
        "anna, VIEWER, allowed",
        "anna, EDITOR, allowed",
        "anna, OWNER,  allowed",
        "carl, VIEWER, allowed",
        "carl, EDITOR, allowed",
        "carl, OWNER,  forbidden",
        "ben,  VIEWER, allowed",
        "ben,  EDITOR, forbidden",
        "ben,  OWNER,  forbidden",
        "eve,  VIEWER, not_found",
        "eve,  EDITOR, not_found",
        "eve,  OWNER,  not_found",
        "eve,  NONE,   not_found",
    })
    void accessDecidesAndStrangersDoNotLearnThatItExists(String user, Access needed, String outcome) {
        assertThat(outcome(() -> SHARED.require(Caller.of(user), needed))).isEqualTo(outcome);
        assertThat(outcome(() -> SHARED.requireEvenDeleted(Caller.of(user), needed)))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "anna, OWNER,  not_found, allowed",
        "carl, EDITOR, not_found, not_found",
        "carl, OWNER,  not_found, not_found",
        "eve,  VIEWER, not_found, not_found",
    })
    void deletedSessionIsThereForItsOwnerAloneAndOnlyForWhatConcernsDeletedOnes(
            String user, Access needed, String outcome, String evenDeleted) {
        Session deleted = SHARED.delete(LATER);

        assertThat(outcome(() -> deleted.require(Caller.of(user), needed))).isEqualTo(outcome);
        assertThat(outcome(() -> deleted.requireEvenDeleted(Caller.of(user), needed)))
                .isEqualTo(evenDeleted);
        assertThat(deleted.restore(LATER).require(Caller.of("anna"), Access.OWNER))
                .isEqualTo(Records.with(SHARED, "updatedAt", LATER));
    }

    @ParameterizedTest
    @EnumSource
    void roleGivesNoAccessToForeignSessions(Role role) {
        Caller eve = new Caller(EVE, role, ChannelKind.WEB);

        assertThat(outcome(() -> SHARED.require(eve, Access.VIEWER))).isEqualTo("not_found");
    }

    @Test
    void refusalToAStrangerIsTheSameAsForAMissingSession() {
        assertThatExceptionOfType(ChatException.NotFound.class)
                .isThrownBy(() -> SHARED.require(Caller.of("eve"), Access.VIEWER))
                .withMessage(new ChatException.NotFound("session").getMessage())
                .returns(new ChatException.NotFound("session").details(), ChatException::details);
    }

    @Test
    void whoMayPassGetsTheSessionItself() {
        assertThat(SHARED.require(Caller.of("ben"), Access.VIEWER)).isSameAs(SHARED);
    }

    @ParameterizedTest
    @CsvSource({"anna, OWNER", "ben, VIEWER", "carl, EDITOR", "eve, NONE", "Anna, NONE"})
    void accessIsThatOfTheOwnerOrAsGranted(String user, Access access) {
        assertThat(SHARED.accessOf(new UserId(user))).isEqualTo(access);
    }

    @Test
    void sharingTouchesNothingElse() {
        assertThat(Samples.session().share(BEN, Access.EDITOR, LIMITS, LATER))
                .isEqualTo(Records.with(
                        Samples.session(), "participants", Map.of(BEN, Access.EDITOR), "updatedAt", LATER));
    }

    @Test
    void sharingAgainChangesTheAccess() {
        assertThat(SHARED.share(BEN, Access.EDITOR, LIMITS, LATER).participants())
                .isEqualTo(Map.of(BEN, Access.EDITOR, new UserId("carl"), Access.EDITOR));
    }

    @Test
    void unsharingTakesTheAccessAwayAndMayBeRepeated() {
        Session unshared = SHARED.unshare(BEN, LATER);

        assertThat(unshared)
                .isEqualTo(Records.with(
                        SHARED, "participants", Map.of(new UserId("carl"), Access.EDITOR), "updatedAt", LATER));
        assertThat(unshared.unshare(BEN, LATER)).isEqualTo(unshared);
        assertThat(unshared.accessOf(BEN)).isEqualTo(Access.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "OWNER"})
    void onlyReadingAndWritingCanBeShared(Access access) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> SHARED.share(EVE, access, LIMITS, LATER))
                .returns(Map.of("field", "access"), ChatException::details);
    }

    @ParameterizedTest
    @EnumSource(names = {"VIEWER", "EDITOR"})
    void accessThatCanBeSharedIsFoundByItsName(Access access) {
        assertThat(Access.grantable(access.wireName())).contains(access);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "owner", "admin", "", "Viewer"})
    void noOtherAccessCanBeNamed(String name) {
        assertThat(Access.grantable(name)).isEmpty();
    }

    @Test
    void ownerCannotBecomeAParticipant() {
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> SHARED.share(ANNA, Access.VIEWER, LIMITS, LATER))
                .returns(ErrorCode.INVALID_STATE, ChatException::code);
    }

    @Test
    void sessionIsSharedWithAtMostFiftyPeople() {
        Session full = Samples.session();
        for (int i = 1; i <= 50; i++) {
            full = full.share(new UserId("user" + i), Access.VIEWER, LIMITS, LATER);
        }
        Session fullSession = full;

        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> fullSession.share(BEN, Access.VIEWER, LIMITS, LATER))
                .withMessageContaining("50")
                .returns(ErrorCode.INVALID_STATE, ChatException::code);
        UserId first = new UserId("user1");
        assertThat(full.share(first, Access.EDITOR, LIMITS, LATER).accessOf(first))
                .isEqualTo(Access.EDITOR);
        assertThat(full.unshare(first, LATER)
                        .share(BEN, Access.VIEWER, LIMITS, LATER)
                        .participants())
                .hasSize(50);
    }

    @Test
    void participantsAreKeptInOrderAndOutOfReach() {
        Map<UserId, Access> given = new HashMap<>();
        IntStream.range(0, 20).forEach(i -> given.put(new UserId("user" + (19 - i) % 10 + i / 10), Access.VIEWER));
        Session session = Records.with(Samples.session(), "participants", given);
        given.clear();

        assertThat(List.copyOf(session.participants().keySet())).hasSize(20).isSorted();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> session.participants().clear());
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,   NONE,   true",
        "NONE,   VIEWER, false",
        "NONE,   EDITOR, false",
        "NONE,   OWNER,  false",
        "VIEWER, NONE,   true",
        "VIEWER, VIEWER, true",
        "VIEWER, EDITOR, false",
        "VIEWER, OWNER,  false",
        "EDITOR, NONE,   true",
        "EDITOR, VIEWER, true",
        "EDITOR, EDITOR, true",
        "EDITOR, OWNER,  false",
        "OWNER,  NONE,   true",
        "OWNER,  VIEWER, true",
        "OWNER,  EDITOR, true",
        "OWNER,  OWNER,  true",
    })
    void eachAccessIncludesTheOnesBeforeIt(Access access, Access needed, boolean enough) {
        assertThat(access.atLeast(needed)).isEqualTo(enough);
    }

    private static String outcome(Runnable action) {
        try {
            action.run();
            return "allowed";
        } catch (ChatException refusal) {
            return refusal.code().code();
        }
    }
}
