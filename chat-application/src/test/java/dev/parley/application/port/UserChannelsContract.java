package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link UserChannels} promises. */
public interface UserChannelsContract extends StorageFixture {
    Instant THEN = Instant.parse("2026-01-02T03:04:05.678901Z");

    private UserChannels channels() {
        return storage().channels();
    }

    /** Nobody has it in another test. */
    private static ChannelAddress address(String name) {
        return new ChannelAddress(ChannelKind.EMAIL, name + "-" + Given.IDS.next() + "@example.com");
    }

    private static UserChannel of(UserId user, ChannelAddress address, int priority, @Nullable Instant verifiedAt) {
        return new UserChannel(user, address, priority, null, true, verifiedAt);
    }

    private static UserChannel email(UserId user, @Nullable Instant verifiedAt) {
        return of(user, address("Anna"), 2, verifiedAt);
    }

    private static UserChannel slack(UserId user, int priority, @Nullable Instant verifiedAt) {
        String id = ("U" + Given.IDS.next())
                .replace("-", "")
                .toUpperCase(Locale.ROOT)
                .substring(0, 31);
        return of(user, new ChannelAddress(ChannelKind.SLACK, id), priority, verifiedAt);
    }

    private UserChannel put(UserChannel channel) {
        return channels()
                .change(channel.user(), channel.kind(), before -> channel)
                .orElseThrow();
    }

    @Test
    default void whoSaidNothingHasNoChannels() {
        assertThat(channels().of(Given.user())).isEmpty();
        assertThat(channels().verified(address("nobody"))).isEmpty();
    }

    @Test
    default void channelIsKeptAsItWasGiven() {
        UserId user = Given.user();
        UserChannel channel = new UserChannel(
                user,
                address("Anna"),
                3,
                new QuietHours(LocalTime.of(22, 30), LocalTime.of(7, 0), ZoneId.of("Europe/Berlin")),
                false,
                THEN);

        assertThat(put(channel)).isEqualTo(channel);
        assertThat(channels().of(user)).containsExactly(channel);
    }

    @Test
    default void channelsAreInTheOrderOfTheirPriority() {
        UserId user = Given.user();
        UserChannel second = put(email(user, null));
        UserChannel first = put(slack(user, 1, null));

        assertThat(channels().of(user)).containsExactly(first, second);
    }

    @Test
    default void changeIsGivenWhatIsThereAndTakesItsPlace() {
        UserId user = Given.user();
        UserChannel before = put(email(user, THEN));
        UserChannel after = of(user, address("Other"), 1, null);
        List<@Nullable UserChannel> given = new ArrayList<>();

        channels().change(user, ChannelKind.EMAIL, channel -> {
            given.add(channel);
            return after;
        });

        assertThat(given).containsOnly(before);
        assertThat(channels().of(user)).containsExactly(after);
        assertThat(channels().verified(before.address())).isEmpty();
    }

    @Test
    default void removedChannelIsGone() {
        UserId user = Given.user();
        UserChannel channel = put(email(user, THEN));

        assertThat(channels().change(user, ChannelKind.EMAIL, before -> null)).isEmpty();
        assertThat(channels().change(user, ChannelKind.SLACK, before -> null)).isEmpty();
        assertThat(channels().of(user)).isEmpty();
        assertThat(channels().verified(channel.address())).isEmpty();
    }

    @Test
    default void changeThatFailsChangesNothing() {
        UserChannel channel = put(email(Given.user(), THEN));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> channels().change(channel.user(), channel.kind(), before -> {
                    throw new IllegalStateException("changed its mind");
                }));
        assertThat(channels().of(channel.user())).containsExactly(channel);
    }

    @Test
    default void verifiedAddressTellsWhoseItIsInAnySpelling() {
        UserChannel channel = put(email(Given.user(), THEN));
        UserChannel unverified = put(email(Given.user(), null));
        String shouted = channel.address().value().toUpperCase(Locale.ROOT);

        assertThat(channels().verified(new ChannelAddress(ChannelKind.EMAIL, shouted)))
                .contains(channel);
        assertThat(channels().verified(unverified.address())).isEmpty();
    }

    @Test
    default void verifiedAddressBelongsToOneUser() {
        UserChannel channel = put(email(Given.user(), THEN));
        UserChannel copy = of(Given.user(), channel.address(), 1, THEN);
        UserChannel wish = of(copy.user(), channel.address(), 1, null);

        assertThat(put(wish)).isEqualTo(wish);
        assertThatExceptionOfType(ChatException.Conflict.class)
                .isThrownBy(() -> put(copy))
                .returns(ErrorCode.INVALID_STATE, ChatException::code);
        assertThat(channels().of(copy.user())).containsExactly(wish);
        assertThat(channels().verified(channel.address())).contains(channel);

        channels().change(channel.user(), ChannelKind.EMAIL, before -> null);
        assertThat(put(copy)).isEqualTo(copy);
    }

    @Test
    default void ofManyWhoWantTheSameAddressOneGetsIt() {
        ChannelAddress address = address("Wanted");

        List<Together.Outcome<UserChannel>> outcomes =
                Together.outcomes(8, number -> put(of(Given.user(), address, 1, THEN)));

        assertThat(outcomes).filteredOn(Together.Outcome::succeeded).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.succeeded())
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(ChatException.Conflict.class));
    }

    @Test
    default void usableChannelsOfSeveralAreFoundAtOnce() {
        UserId anna = Given.user();
        UserId bob = Given.user();
        UserChannel later = put(email(anna, THEN));
        UserChannel first = put(slack(anna, 1, THEN));
        put(email(bob, null));
        UserChannel ofBob = put(slack(bob, 2, THEN));
        UserChannel off = slack(Given.user(), 1, THEN);
        put(new UserChannel(off.user(), off.address(), 1, null, false, THEN));

        assertThat(channels().usable(Set.of(anna))).containsExactly(first, later);
        assertThat(channels().usable(List.of(bob, off.user(), Given.user(), anna)))
                .containsExactly(ofBob, first, later);
        assertThat(channels().usable(List.of())).isEmpty();
    }

    @Test
    default void proofIsKeptApartFromTheChannel() {
        UserId user = Given.user();
        AddressProof sent = AddressProof.send(null, address("Anna"), "hash", THEN);
        List<@Nullable AddressProof> given = new ArrayList<>();

        assertThat(channels().changeProof(user, ChannelKind.EMAIL, before -> sent))
                .contains(sent);
        put(email(user, null));
        channels().change(user, ChannelKind.EMAIL, before -> null);
        assertThat(channels().changeProof(user, ChannelKind.EMAIL, before -> {
                    given.add(before);
                    return sent.missed();
                }))
                .contains(sent.missed());
        assertThat(channels().changeProof(user, ChannelKind.EMAIL, before -> {
                    given.add(before);
                    return sent.used();
                }))
                .contains(sent.used());
        assertThat(channels().changeProof(user, ChannelKind.EMAIL, before -> {
                    given.add(before);
                    return null;
                }))
                .isEmpty();
        assertThat(channels().changeProof(user, ChannelKind.EMAIL, before -> {
                    given.add(before);
                    return before;
                }))
                .isEmpty();

        assertThat(given).containsExactly(sent, sent.missed(), sent.used(), null);
    }

    @Test
    default void changesOfOneProofHappenOneAfterTheOther() {
        UserId user = Given.user();
        channels()
                .changeProof(user, ChannelKind.EMAIL, before -> AddressProof.send(null, address("Anna"), "hash", THEN));

        Together.results(4, number -> channels().changeProof(user, ChannelKind.EMAIL, AddressProof::missed));

        assertThat(channels()
                        .changeProof(user, ChannelKind.EMAIL, proof -> proof)
                        .orElseThrow()
                        .triesLeft())
                .isEqualTo(1);
    }
}
