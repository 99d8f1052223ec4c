package dev.parley.persistence;

import dev.parley.application.port.ModelDay;
import dev.parley.application.port.ModelUse;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Answers and tokens as rows. Each session has rows of its own, so only changes of the same session, which wait for each other anyway, meet. */
final class UsageRows {
    private static final String ADD = """
            insert into usage as u (user_id, day, model, session_id, answers, prompt_tokens, completion_tokens)
            values (?, ?, ?, ?, 1, ?, ?)
            on conflict (user_id, day, model, session_id) do update set answers = u.answers + excluded.answers,
                prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
                completion_tokens = u.completion_tokens + excluded.completion_tokens
            """;

    private static final String OF_USER = """
            select u.day, u.model, cast(sum(u.answers) as bigint) as answers, cast(sum(u.prompt_tokens) as bigint) as prompt_tokens,
                cast(sum(u.completion_tokens) as bigint) as completion_tokens
            from usage u where u.user_id = :user and u.day between :from and :to
            group by u.day, u.model order by u.day, u.model collate "C"
            """;

    private static final String OF_ALL = """
            select u.day, u.model, cast(sum(u.answers) as bigint) as answers, cast(sum(u.prompt_tokens) as bigint) as prompt_tokens,
                cast(sum(u.completion_tokens) as bigint) as completion_tokens
            from usage u where u.day between :from and :to
            group by u.day, u.model order by u.day, u.model collate "C"
            """;

    private UsageRows() {}

    static void add(Pipeline pipeline, SessionId session, List<ModelUse> uses) {
        pipeline.addAll(
                ADD,
                uses.stream()
                        .map(use -> new @Nullable Object[] {
                            use.user().value(),
                            use.day(),
                            use.model(),
                            session.value(),
                            use.usage().promptTokens(),
                            use.usage().completionTokens()
                        })
                        .toList());
    }

    static List<ModelDay> of(Handle handle, UserId user, LocalDate from, LocalDate to) {
        return handle.createQuery(OF_USER)
                .bind("user", user.value())
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> read(row))
                .list();
    }

    static List<ModelDay> ofAll(Handle handle, LocalDate from, LocalDate to) {
        return handle.createQuery(OF_ALL)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> read(row))
                .list();
    }

    private static ModelDay read(ResultSet row) throws SQLException {
        return new ModelDay(
                row.getObject("day", LocalDate.class),
                row.getString("model"),
                row.getLong("answers"),
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"));
    }
}
