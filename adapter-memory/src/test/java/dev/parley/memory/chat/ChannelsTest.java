package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static dev.parley.memory.chat.Chat.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.ChannelSettings;
import dev.parley.application.Channels;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How people set how they want to be reached, and prove that an address is theirs. */
class ChannelsTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final String ADDRESS = "alice@example.com";
    private static final Pattern CODE = Pattern.compile("\n([0-9]{4}) ([0-9]{4})\n");

    private final Chat chat = Chat.open();
    private final RecordingChannel email = new RecordingChannel(ChannelKind.EMAIL);
    private final Channels channels =
            chat.node(builder -> builder.channel(email)).channels();

    @AfterEach
    void close() {
        chat.close();
    }

    private static ChannelSettings settings(String address) {
        return new ChannelSettings(new ChannelAddress(ChannelKind.EMAIL, address), 1, null, true);
    }

    private String sentCode(Caller caller, String address) throws InterruptedException {
        channels.sendCode(caller, ChannelKind.EMAIL);
        Matcher code = CODE.matcher(email.lastNote(address).text());
        assertThat(code.find()).isTrue();
        return code.group(1) + code.group(2);
    }

    private static String wrong(String code) {
        return (code.charAt(0) == '9' ? "0" : "9") + code.substring(1);
    }

    private void assertNoCode(Caller caller, String code) {
        assertThatExceptionOfType(ChatException.Unprocessable.class)
                .isThrownBy(() -> channels.verify(caller, ChannelKind.EMAIL, code))
                .returns(ErrorCode.INVALID_CODE, ChatException::code);
    }

    private UserChannel only(Caller caller) {
        assertThat(channels.list(caller)).hasSize(1);
        return channels.list(caller).getFirst();
    }

    @Test
    void addressIsNotVerifiedUntilItsCodeIsTold() throws InterruptedException {
        QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneOffset.UTC);
        UserChannel set = channels.set(
                ALICE, new ChannelSettings(new ChannelAddress(ChannelKind.EMAIL, ADDRESS), 2, night, true));
        assertThat(set)
                .isEqualTo(new UserChannel(ALICE.user(), set.address(), 2, night, true, null))
                .isEqualTo(only(ALICE));

        String code = sentCode(ALICE, ADDRESS);
        assertNoCode(ALICE, wrong(code));
        UserChannel verified =
                channels.verify(ALICE, ChannelKind.EMAIL, code.substring(0, 4) + " " + code.substring(4));

        assertThat(verified)
                .isEqualTo(new UserChannel(ALICE.user(), set.address(), 2, night, true, chat.time.instant()))
                .isEqualTo(only(ALICE));
    }

    @Test
    void codeProvesOnce() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        String code = sentCode(ALICE, ADDRESS);
        channels.verify(ALICE, ChannelKind.EMAIL, code);

        channels.set(ALICE, settings("other@example.com"));
        assertNoCode(ALICE, code);
        channels.set(ALICE, settings(ADDRESS));
        assertNoCode(ALICE, code);
    }

    @Test
    void otherAddressIsNotVerifiedAnyMoreAndTheSameOneStays() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        channels.verify(ALICE, ChannelKind.EMAIL, sentCode(ALICE, ADDRESS));

        channels.set(ALICE, new ChannelSettings(new ChannelAddress(ChannelKind.EMAIL, ADDRESS), 3, null, false));
        assertThat(only(ALICE).verifiedAt()).isNotNull();
        channels.set(ALICE, settings("other@example.com"));
        assertThat(only(ALICE).verifiedAt()).isNull();
    }

    @Test
    void codeThatWentToAnotherAddressProvesNothing() throws InterruptedException {
        channels.set(ALICE, settings("mine@example.com"));
        String code = sentCode(ALICE, "mine@example.com");
        channels.set(ALICE, settings("boss@example.com"));

        assertNoCode(ALICE, code);
        assertThat(only(ALICE).verifiedAt()).isNull();
    }

    @Test
    void codeIsOfNoUseToOthers() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        channels.set(BOB, settings(ADDRESS));
        String code = sentCode(ALICE, ADDRESS);

        assertNoCode(BOB, code);
        sentCode(BOB, ADDRESS);
        assertNoCode(BOB, code);
    }

    @Test
    void codeIsValidForAQuarterOfAnHourAndFiveTries() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        String late = sentCode(ALICE, ADDRESS);
        chat.time.advance(Duration.ofMinutes(15));
        assertNoCode(ALICE, late);

        String guessed = sentCode(ALICE, ADDRESS);
        for (int tries = 0; tries < 5; tries++) {
            assertNoCode(ALICE, wrong(guessed));
        }
        assertNoCode(ALICE, guessed);
    }

    @Test
    void fiveCodesAreSentInAnHourEvenIfTheChannelIsSetAnew() throws InterruptedException {
        for (int sent = 0; sent < 5; sent++) {
            channels.remove(ALICE, ChannelKind.EMAIL);
            channels.set(ALICE, settings("victim" + sent + "@example.com"));
            channels.sendCode(ALICE, ChannelKind.EMAIL);
        }

        assertThatExceptionOfType(ChatException.Limited.class)
                .isThrownBy(() -> channels.sendCode(ALICE, ChannelKind.EMAIL));
        assertThat(email.sent()).hasSize(5);
        chat.time.advance(Duration.ofHours(1));
        channels.sendCode(ALICE, ChannelKind.EMAIL);
    }

    @Test
    void addressBelongsToWhoProvedItFirst() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        channels.set(BOB, settings("ALICE@example.com"));
        channels.verify(ALICE, ChannelKind.EMAIL, sentCode(ALICE, ADDRESS));
        String code = sentCode(BOB, "ALICE@example.com");

        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> channels.verify(BOB, ChannelKind.EMAIL, code));
        assertThat(only(BOB).verifiedAt()).isNull();
    }

    @Test
    void storageKeepsNoCode() throws InterruptedException {
        channels.set(ALICE, settings(ADDRESS));
        String code = sentCode(ALICE, ADDRESS);

        chat.storage.channels().changeProof(ALICE.user(), ChannelKind.EMAIL, proof -> {
            assertThat(String.valueOf(proof)).contains("hash=").doesNotContain(code);
            return proof;
        });
    }

    @Test
    void kindThatTheServerHasNoChannelForIsRefusedWithAWayOut() {
        ChannelSettings slack = new ChannelSettings(new ChannelAddress(ChannelKind.SLACK, "U024BE7LH"), 1, null, true);

        assertThat(channels.kinds()).containsExactly(ChannelKind.EMAIL);
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> channels.set(ALICE, slack))
                .withMessageContaining("configure");
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> chat.parley.channels().set(ALICE, settings(ADDRESS)))
                .withMessageContaining("PARLEY_SMTP_URL");
    }

    @Test
    void testGoesToAVerifiedAddressOnly() throws InterruptedException {
        assertThatExceptionOfType(ChatException.NotFound.class)
                .isThrownBy(() -> channels.test(ALICE, ChannelKind.EMAIL));
        channels.set(ALICE, settings(ADDRESS));
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> channels.test(ALICE, ChannelKind.EMAIL));
        channels.verify(ALICE, ChannelKind.EMAIL, sentCode(ALICE, ADDRESS));

        channels.test(ALICE, ChannelKind.EMAIL);

        assertThat(email.lastNote(ADDRESS).text()).contains("alice");
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> channels.sendCode(ALICE, ChannelKind.EMAIL));
    }

    @Test
    void troubleOfTheChannelIsToldWithoutItsWords() {
        channels.set(ALICE, settings(ADDRESS));

        email.failWith(UndeliveredException.unavailable("the server is away", Duration.ofMinutes(2)));
        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(() -> channels.sendCode(ALICE, ChannelKind.EMAIL))
                .returns(Duration.ofMinutes(2), ChatException.Unavailable::retryAfter)
                .withMessageNotContaining("away");
        email.failWith(UndeliveredException.refused("550 no such user"));
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> channels.sendCode(ALICE, ChannelKind.EMAIL))
                .withMessageNotContaining("550");
    }

    @Test
    void administratorsSeeAndSetTheChannelsOfAll() throws InterruptedException {
        UserChannel set = channels.setOf(ROOT, BOB.user(), settings("bob@example.com"), true);

        assertThat(set.verifiedAt()).isEqualTo(chat.time.instant());
        assertThat(channels.listOf(ROOT, BOB.user())).containsExactly(set).isEqualTo(channels.list(BOB));
        channels.testOf(ROOT, BOB.user(), ChannelKind.EMAIL);
        assertThat(email.lastNote("bob@example.com").text()).contains("bob");
        assertThat(setOfBob(null).verifiedAt()).isEqualTo(set.verifiedAt());
        assertThat(setOfBob(false).verifiedAt()).isNull();
    }

    private UserChannel setOfBob(@Nullable Boolean verified) {
        return channels.setOf(ROOT, BOB.user(), settings("bob@example.com"), verified);
    }

    @Test
    void othersSeeAndSetOnlyTheirOwn() {
        channels.set(BOB, settings("bob@example.com"));

        assertThatThrownBy(() -> channels.listOf(ALICE, BOB.user())).isInstanceOf(ChatException.Forbidden.class);
        assertThatThrownBy(() -> channels.setOf(ALICE, ALICE.user(), settings(ADDRESS), true))
                .isInstanceOf(ChatException.Forbidden.class);
        assertThatThrownBy(() -> channels.testOf(ALICE, BOB.user(), ChannelKind.EMAIL))
                .isInstanceOf(ChatException.Forbidden.class);
        channels.remove(ALICE, ChannelKind.EMAIL);
        assertThat(channels.list(ALICE)).isEmpty();
        assertThat(channels.list(BOB)).hasSize(1);
    }
}
