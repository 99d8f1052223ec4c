package dev.parley.application.port;

import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how people want to be reached.
 *
 * <p>Callers rely on this: each method happens as a whole or not at all, and what it returned is stored; changes of the same channel of a user
 * happen one after the other; an address that is verified belongs to one user only; a storage that cannot be reached throws {@link
 * dev.parley.domain.ChatException.Unavailable}. Every adapter passes {@code UserChannelsContract}.
 */
public interface UserChannels {
    /** The channels of a person, by priority. */
    List<UserChannel> of(UserId user);

    /** The usable channels of several people at once. */
    List<UserChannel> usable(Collection<UserId> users);

    /** Whose verified address this is, in whatever {@linkplain ChannelAddress#key() spelling}. */
    Optional<UserChannel> verified(ChannelAddress address);

    /**
     * Changes or removes a channel of a user.
     *
     * @param change is given the channel as it is, or null if the user has none of this kind; gives it as it shall be, or null to remove it;
     *     may be called more than once
     * @return the channel as it is then; empty if there is none
     * @throws dev.parley.domain.ChatException.Conflict if the address would be verified for a second user
     */
    Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change);

    /**
     * Changes how far a user is with proving an address of this kind, which is kept whatever becomes of the channel.
     *
     * @param change is given how far it is, or null if nothing was ever sent; gives how far it shall be, or null to forget it; may be
     *     called more than once
     * @return how far it is then
     */
    Optional<AddressProof> changeProof(
            UserId user, ChannelKind kind, Function<@Nullable AddressProof, @Nullable AddressProof> change);
}
