package dev.parley.persistence;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rows of buckets: by the database's clock, when each is full again. */
final class RateLimitRows {
    private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000000000)::bigint";

    /** In the order of the keys, as everything that locks several rows. */
    private static final String MAKE = """
            insert into rate_limits (bucket, full_at)
            select w.bucket, %s from unnest(:buckets) as w (bucket) order by w.bucket
            on conflict (bucket) do nothing
            """.formatted(NOW);

    /** What is locked is handed out row by row, so that the clock is read when a row is locked and not before. */
    private static final String LOCK = """
            with locked as materialized (
                select r.bucket, r.full_at from rate_limits r where r.bucket = any (:buckets) order by r.bucket for update)
            select l.bucket, l.full_at, %s as now from locked l
            """.formatted(NOW);

    private static final String READ =
            "select r.bucket, r.full_at, %s as now from rate_limits r where r.bucket = any (:buckets)".formatted(NOW);

    private static final String SAVE = """
            update rate_limits r set full_at = v.full_at from unnest(:buckets, :full_at) as v (bucket, full_at)
            where r.bucket = v.bucket
            """;

    private static final String SWEEP = """
            delete from rate_limits where bucket in (
                select r.bucket from rate_limits r where r.full_at < %s - :nanos limit :limit for update skip locked)
            """.formatted(NOW);

    private RateLimitRows() {}

    /**
     * A bucket's row.
     *
     * @param fullAt nanoseconds since 1970, by the database's clock
     * @param now the same
     */
    record Row(long fullAt, long now) {
        /** How long it takes until the bucket is full. */
        long missing() {
            return Math.max(0, fullAt - now);
        }
    }

    static void make(Handle handle, Collection<String> buckets) {
        handle.createUpdate(MAKE)
                .bindArray("buckets", String.class, buckets.toArray())
                .execute();
    }

    /** Those that there are, locked until the end of the transaction. */
    static Map<String, Row> lock(Handle handle, Collection<String> buckets) {
        return rows(handle.createQuery(LOCK), buckets);
    }

    /** Those that there are. */
    static Map<String, Row> read(Handle handle, Collection<String> buckets) {
        return rows(handle.createQuery(READ), buckets);
    }

    /** Changes rows that are locked. */
    static void save(Handle handle, Map<String, Long> fullAt) {
        handle.createUpdate(SAVE)
                .bindArray("buckets", String.class, fullAt.keySet().toArray())
                .bindArray("full_at", Long.class, fullAt.values().toArray())
                .execute();
    }

    /**
     * Removes rows that say nothing that a missing one does not say.
     *
     * @param nanos for how long they have been full at least
     * @param limit most to remove
     * @return how many were removed
     */
    static int sweep(Handle handle, long nanos, int limit) {
        return handle.createUpdate(SWEEP)
                .bind("nanos", nanos)
                .bind("limit", limit)
                .execute();
    }

    private static Map<String, Row> rows(Query query, Collection<String> buckets) {
        Map<String, Row> rows = new HashMap<>();
        query.bindArray("buckets", String.class, buckets.toArray())
                .map((row, context) ->
                        Map.entry(row.getString("bucket"), new Row(row.getLong("full_at"), row.getLong("now"))))
                .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
        return rows;
    }
}
