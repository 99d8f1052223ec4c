package dev.parley.persistence;

import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Keeps how people want to be reached in PostgreSQL. */
final class JdbiUserChannels implements UserChannels {
    private static final String COLUMNS =
            " c.user_id, c.kind, c.address, c.priority, c.quiet_from, c.quiet_until, c.quiet_zone, c.enabled, c.verified_at ";

    private static final String OF_USER =
            "select" + COLUMNS + "from user_channels c where c.user_id = :user order by c.priority, c.kind";

    private static final String USABLE = "select" + COLUMNS + """
            from unnest(cast(:users as text[])) with ordinality u (id, place)
            join user_channels c on c.user_id = u.id
            where c.enabled and c.verified_at is not null
            order by u.place, c.priority, c.kind
            """;

    private static final String VERIFIED = "select" + COLUMNS + """
            from user_channels c
            where c.kind = :kind and md5(c.address_key) = md5(:key) and c.address_key = :key and c.verified_at is not null
            """;

    /** There may be no row to lock yet. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(:place, 0))";

    private static final String FIND =
            "select" + COLUMNS + "from user_channels c where c.user_id = :user and c.kind = :kind";

    private static final String SAVE = """
            insert into user_channels
                (user_id, kind, address, address_key, priority, quiet_from, quiet_until, quiet_zone, enabled, verified_at)
            values (:user, :kind, :address, :key, :priority, :from, :until, :zone, :enabled, :verified_at)
            on conflict (user_id, kind) do update set
                address = excluded.address,
                address_key = excluded.address_key,
                priority = excluded.priority,
                quiet_from = excluded.quiet_from,
                quiet_until = excluded.quiet_until,
                quiet_zone = excluded.quiet_zone,
                enabled = excluded.enabled,
                verified_at = excluded.verified_at
            """;

    private static final String DELETE = "delete from user_channels where user_id = :user and kind = :kind";

    private static final String FIND_PROOF = """
            select p.kind, p.address, p.hash, p.expires_at, p.tries_left, p.sent
            from address_proofs p where p.user_id = :user and p.kind = :kind
            """;

    private static final String SAVE_PROOF = """
            insert into address_proofs (user_id, kind, address, hash, expires_at, tries_left, sent)
            values (:user, :kind, :address, :hash, :expires_at, :tries_left, cast(:sent as timestamptz[]))
            on conflict (user_id, kind) do update set
                address = excluded.address,
                hash = excluded.hash,
                expires_at = excluded.expires_at,
                tries_left = excluded.tries_left,
                sent = excluded.sent
            """;

    private static final String DELETE_PROOF = "delete from address_proofs where user_id = :user and kind = :kind";

    private final Database database;

    JdbiUserChannels(Database database) {
        this.database = database;
    }

    @Override
    public List<UserChannel> of(UserId user) {
        return database.with(handle -> handle.createQuery(OF_USER)
                .bind("user", user.value())
                .map(UserChannelRows::read)
                .list());
    }

    @Override
    public List<UserChannel> usable(Collection<UserId> users) {
        if (users.isEmpty()) {
            return List.of();
        }
        return database.with(handle -> handle.createQuery(USABLE)
                .bindArray(
                        "users",
                        String.class,
                        users.stream().map(UserId::value).distinct().toArray())
                .map(UserChannelRows::read)
                .list());
    }

    @Override
    public Optional<UserChannel> verified(ChannelAddress address) {
        return database.with(handle -> handle.createQuery(VERIFIED)
                .bind("kind", address.kind().wireName())
                .bind("key", address.key())
                .map(UserChannelRows::read)
                .findOne());
    }

    @Override
    public Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change) {
        try {
            return database.inTransaction(handle -> {
                lock(handle, user, kind);
                UserChannel before = handle.createQuery(FIND)
                        .bind("user", user.value())
                        .bind("kind", kind.wireName())
                        .map(UserChannelRows::read)
                        .findOne()
                        .orElse(null);
                UserChannel after = change.apply(before);
                if (after != null) {
                    save(handle, after);
                } else if (before != null) {
                    delete(handle, DELETE, user, kind);
                }
                return Optional.ofNullable(after);
            });
        } catch (JdbiException failure) {
            if (Database.isUniqueViolation(failure, "user_channels_verified")) {
                throw new ChatException.Conflict(
                        ErrorCode.INVALID_STATE, "This address is another user's, who has proved it; use another one.");
            }
            throw failure;
        }
    }

    private static void lock(Handle handle, UserId user, ChannelKind kind) {
        handle.createQuery(LOCK)
                .bind("place", "channel " + kind.wireName() + " " + user.value())
                .mapToMap()
                .list();
    }

    private static void save(Handle handle, UserChannel channel) {
        QuietHours quiet = channel.quiet();
        handle.createUpdate(SAVE)
                .bind("user", channel.user().value())
                .bind("kind", channel.kind().wireName())
                .bind("address", channel.address().value())
                .bind("key", channel.address().key())
                .bind("priority", channel.priority())
                .bind("from", quiet == null ? null : quiet.from())
                .bind("until", quiet == null ? null : quiet.until())
                .bind("zone", quiet == null ? null : quiet.zone().getId())
                .bind("enabled", channel.enabled())
                .bind("verified_at", Columns.optionalTimestamp(channel.verifiedAt()))
                .execute();
    }

    private static void delete(Handle handle, String statement, UserId user, ChannelKind kind) {
        handle.createUpdate(statement)
                .bind("user", user.value())
                .bind("kind", kind.wireName())
                .execute();
    }

    @Override
    public Optional<AddressProof> changeProof(
            UserId user, ChannelKind kind, Function<@Nullable AddressProof, @Nullable AddressProof> change) {
        return database.inTransaction(handle -> {
            lock(handle, user, kind);
            AddressProof before = handle.createQuery(FIND_PROOF)
                    .bind("user", user.value())
                    .bind("kind", kind.wireName())
                    .map(UserChannelRows::readProof)
                    .findOne()
                    .orElse(null);
            AddressProof after = change.apply(before);
            if (after == null) {
                delete(handle, DELETE_PROOF, user, kind);
            } else {
                save(handle, user, after);
            }
            return Optional.ofNullable(after);
        });
    }

    private static void save(Handle handle, UserId user, AddressProof proof) {
        handle.createUpdate(SAVE_PROOF)
                .bind("user", user.value())
                .bind("kind", proof.address().kind().wireName())
                .bind("address", proof.address().value())
                .bind("hash", proof.hash())
                .bind("expires_at", Columns.timestamp(proof.expiresAt()))
                .bind("tries_left", proof.triesLeft())
                .bindArray(
                        "sent",
                        OffsetDateTime.class,
                        proof.sent().stream().map(Columns::timestamp).toArray())
                .execute();
    }
}
