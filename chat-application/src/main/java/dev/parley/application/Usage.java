package dev.parley.application;

import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What people had of models: answers and tokens by day and model, counted with the end of each answer. */
public final class Usage {
    /** Days of a report unless others are asked for; the last of them is today. */
    static final int USUAL_DAYS = 30;

    /** Most days of a report. */
    static final int MAXIMUM_DAYS = 366;

    private final SessionStore store;
    private final InstantSource time;

    Usage(SessionStore store, InstantSource time) {
        this.store = store;
        this.time = time;
    }

    /**
     * What a user had of models in a range of days (UTC).
     *
     * @param user null for the caller; another one only for administrators
     * @param from the first day; null for the one 29 days before the last
     * @param to the last day, included; null for today
     * @throws ChatException.Forbidden if the user is somebody else and the caller no administrator
     * @throws ChatException.Invalid if the range has no day or more than {@value #MAXIMUM_DAYS}
     */
    public UsageReport of(Caller caller, @Nullable UserId user, @Nullable LocalDate from, @Nullable LocalDate to) {
        UserId whose = user == null ? caller.user() : user;
        if (!whose.equals(caller.user()) && !caller.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Forbidden("Only administrators see what others used.");
        }
        LocalDate last = to == null ? LocalDate.ofInstant(time.instant(), ZoneOffset.UTC) : to;
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1) : from;
        if (first.isAfter(last)) {
            throw ChatException.Invalid.field("from", "must not be after to, the last day (%s).".formatted(last));
        }
        if (ChronoUnit.DAYS.between(first, last) >= MAXIMUM_DAYS) {
            throw ChatException.Invalid.field(
                    "from", "must be at most %d days before to, the last day.".formatted(MAXIMUM_DAYS - 1));
        }
        return new UsageReport(whose, first, last, store.usage(whose, first, last));
    }
}
