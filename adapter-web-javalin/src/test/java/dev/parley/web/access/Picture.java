package dev.parley.web.access;

import dev.parley.application.feed.SharedFrame;
import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.Snapshot;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TaskQuery;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.task.Task;
import dev.parley.domain.user.UserId;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that something refused could have changed, as the storage has it: the owner's sessions with their logs, and what the caller has.
 *
 * @param shown what somebody who watches was shown since the last picture
 */
record Picture(
        List<Room> rooms,
        List<FeedbackRequest> questions,
        List<FeedbackResponse> lateAnswers,
        List<Belongings> belongings,
        List<SharedFrame> shown) {
    private static final int ALL = 1_000;

    /** A session with all that is in it. */
    record Room(Optional<Snapshot> snapshot, LogPage log, Page<FeedbackRequest> questions) {
        static Room of(SessionId id, Storage storage) {
            return new Room(
                    storage.sessions().snapshot(id, ALL),
                    storage.sessions().eventsAfter(id, 0, ALL),
                    storage.feedback().page(new FeedbackQuery(id, null, null, ALL, 0)));
        }
    }

    /** What somebody has. */
    record Belongings(SessionPage sessions, Page<Task> tasks, List<ModelDay> usage) {
        static Belongings of(UserId user, Storage storage) {
            return new Belongings(
                    storage.sessions().page(new SessionQuery(user, null, null, null, ALL, 0)),
                    storage.tasks().page(new TaskQuery(user, null, ALL, 0)),
                    storage.sessions().usage(user, LocalDate.EPOCH, LocalDate.EPOCH.plusYears(1_000)));
        }
    }

    static Picture of(Fixture fixture, Kind caller) {
        Storage storage = fixture.subject.storage;
        return new Picture(
                Stream.of(fixture.session, fixture.otherSession)
                        .map(id -> Room.of(id, storage))
                        .toList(),
                Stream.of(fixture.question, fixture.namedQuestion)
                        .flatMap(id -> storage.feedback().find(id).stream())
                        .toList(),
                Stream.of(fixture.question, fixture.namedQuestion)
                        .flatMap(id -> storage.feedback().lateAnswers(id).stream())
                        .toList(),
                Stream.of(Kind.OWNER, caller)
                        .map(kind -> Belongings.of(fixture.user(kind), storage))
                        .toList(),
                fixture.shownToTheGuest());
    }
}
