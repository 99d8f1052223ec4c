package dev.parley.persistence;

import dev.parley.application.port.Page;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Keeps users in PostgreSQL. */
final class JdbiUserDirectory implements UserDirectory {
    private static final String FIND = "select" + UserRows.COLUMNS + "from user_directory u where u.id = :id";

    private static final String LOCK = FIND + " for update";

    private static final String MAKE = "insert into user_directory (id) values (:id) on conflict (id) do nothing";

    /** Rows are locked in the order of their ids, so that nodes which do it at once wait for each other and not in a circle. */
    private static final String SEEN = """
            insert into user_directory as u (id, token_role, first_seen_at, last_seen_at)
            select s.id, s.role, s.at, s.at
            from unnest(cast(:ids as text[]), cast(:roles as text[]), cast(:times as timestamptz[])) s (id, role, at)
            order by s.id
            on conflict (id) do update set
                token_role = case when excluded.last_seen_at < u.last_seen_at then u.token_role else excluded.token_role end,
                first_seen_at = least(u.first_seen_at, excluded.first_seen_at),
                last_seen_at = greatest(u.last_seen_at, excluded.last_seen_at)
            """;

    private static final String CHANGE = """
            update user_directory set assigned_role = :assigned_role, disabled = :disabled, changed_at = clock_timestamp() where id = :id
            """;

    private static final String CHANGED = "select" + UserRows.COLUMNS
            + "from user_directory u where u.changed_at >= clock_timestamp() - make_interval(secs => :seconds)";

    private static final String WITH_PART = " and search_form(u.id) like search_form(:part) escape '!'";

    private static final String IN_ROLE = " and u.role = :role";

    private static final String DISABLED = " and u.disabled";

    private static final String ENABLED = " and not u.disabled";

    private static final String ORDER = " order by u.id limit :limit offset :offset";

    /** How best to find a text depends on how rare it is. */
    private static final String PLAN_FOR_TEXT = "set local plan_cache_mode = force_custom_plan";

    private final Database database;

    JdbiUserDirectory(Database database) {
        this.database = database;
    }

    @Override
    public Optional<User> find(UserId id) {
        return database.with(handle -> handle.createQuery(FIND)
                .bind("id", id.value())
                .map(UserRows::read)
                .findOne());
    }

    @Override
    public void seen(Collection<Sighting> sightings) {
        if (sightings.isEmpty()) {
            return;
        }
        List<Sighting> inOrder =
                sightings.stream().sorted(Comparator.comparing(Sighting::user)).toList();
        database.inTransaction(handle -> handle.createUpdate(SEEN)
                .bindArray(
                        "ids",
                        String.class,
                        inOrder.stream().map(each -> each.user().value()).toArray())
                .bindArray(
                        "roles",
                        String.class,
                        inOrder.stream().map(each -> each.role().wireName()).toArray())
                .bindArray(
                        "times",
                        OffsetDateTime.class,
                        inOrder.stream()
                                .map(each -> Columns.timestamp(each.at()))
                                .toArray())
                .execute());
    }

    @Override
    public User change(UserId id, UnaryOperator<User> change) {
        return database.inTransaction(handle -> {
            handle.createUpdate(MAKE).bind("id", id.value()).execute();
            User changed = change.apply(handle.createQuery(LOCK)
                    .bind("id", id.value())
                    .map(UserRows::read)
                    .one());
            handle.createUpdate(CHANGE)
                    .bind("id", id.value())
                    .bind("assigned_role", nameOf(changed.assignedRole()))
                    .bind("disabled", changed.disabled())
                    .execute();
            return changed;
        });
    }

    private static @Nullable String nameOf(@Nullable Role role) {
        return role == null ? null : role.wireName();
    }

    @Override
    public Page<User> page(UserQuery query) {
        String matching = (query.part() == null ? "" : WITH_PART)
                + (query.role() == null ? "" : IN_ROLE)
                + (query.disabled() == null ? "" : query.disabled() ? DISABLED : ENABLED);
        return database.inTransaction(handle -> {
            if (query.part() != null) {
                handle.execute(PLAN_FOR_TEXT);
            }
            String from = "from user_directory u where true" + matching;
            List<User> items = bind(handle.createQuery("select" + UserRows.COLUMNS + from + ORDER), query)
                    .bind("limit", query.limit())
                    .bind("offset", query.offset())
                    .map(UserRows::read)
                    .list();
            return new Page<>(items, total(handle, query, from), query.limit(), query.offset());
        });
    }

    private static long total(Handle handle, UserQuery query, String from) {
        return bind(handle.createQuery("select count(*) as total " + from), query)
                .map((row, context) -> row.getLong("total"))
                .one();
    }

    private static Query bind(Query sql, UserQuery query) {
        if (query.part() != null) {
            sql.bind("part", "%" + query.part().replaceAll("[!%_]", "!$0") + "%");
        }
        if (query.role() != null) {
            sql.bind("role", query.role().wireName());
        }
        return sql;
    }

    @Override
    public List<User> changedWithin(Duration duration) {
        return database.with(handle -> handle.createQuery(CHANGED)
                .bind("seconds", duration.toMillis() / 1000.0)
                .map(UserRows::read)
                .list());
    }
}
