package dev.parley.application.port;

import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps what is known of users.
 *
 * <p>Callers rely on this: each method happens as a whole or not at all, and what it returned is stored; changes of the same user happen
 * one after the other; who came and what administrators decided never overwrite each other. What administrators decided is kept for
 * good; of those of whom nothing else is known than that they came, a storage may forget the ones who were not seen for longest. A storage
 * that cannot be reached throws {@link dev.parley.domain.ChatException.Unavailable}. Every adapter passes {@code UserDirectoryContract}.
 */
public interface UserDirectory {
    Optional<User> find(UserId id);

    /**
     * Notes who came, by the rule of {@link User#seen}; makes those known who were not.
     *
     * @param sightings at most one of each user
     */
    void seen(Collection<Sighting> sightings);

    /**
     * Changes what is decided about a user.
     *
     * @param change gives the user as they shall be, with the same id; is given {@link User#unknown} for who is not known; may be called
     *     more than once
     * @return the user as they are then
     */
    User change(UserId id, UnaryOperator<User> change);

    Page<User> page(UserQuery query);

    /** Users who were {@linkplain #change changed} within so long, by the clock of the storage, in any order. */
    List<User> changedWithin(Duration duration);
}
