/**
 * Storage on PostgreSQL: sessions with their messages, turns and logs, leases by the database's clock, and wake-up across nodes. SQL is
 * visible here and nowhere else; the schema is described by the migrations in {@code db/migration}.
 */
@NullMarked
package dev.parley.persistence;

import org.jspecify.annotations.NullMarked;
