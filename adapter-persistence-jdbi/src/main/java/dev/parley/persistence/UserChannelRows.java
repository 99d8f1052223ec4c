package dev.parley.persistence;

import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Channels of people, and how far they are with proving their addresses, as rows. */
final class UserChannelRows {
    private UserChannelRows() {}

    static UserChannel read(ResultSet row, StatementContext context) throws SQLException {
        return new UserChannel(
                new UserId(row.getString("user_id")),
                address(row),
                row.getInt("priority"),
                quiet(row),
                row.getBoolean("enabled"),
                Columns.optionalInstant(row, "verified_at"));
    }

    private static ChannelAddress address(ResultSet row) throws SQLException {
        return new ChannelAddress(Columns.named(ChannelKind.class, row.getString("kind")), row.getString("address"));
    }

    private static @Nullable QuietHours quiet(ResultSet row) throws SQLException {
        LocalTime from = row.getObject("quiet_from", LocalTime.class);
        return from == null
                ? null
                : new QuietHours(
                        from, row.getObject("quiet_until", LocalTime.class), ZoneId.of(row.getString("quiet_zone")));
    }

    static AddressProof readProof(ResultSet row, StatementContext context) throws SQLException {
        return new AddressProof(
                address(row),
                row.getString("hash"),
                Columns.instant(row, "expires_at"),
                row.getInt("tries_left"),
                times(row.getArray("sent")));
    }

    private static List<Instant> times(Array times) throws SQLException {
        return Arrays.stream((Timestamp[]) times.getArray())
                .map(Timestamp::toInstant)
                .toList();
    }
}
