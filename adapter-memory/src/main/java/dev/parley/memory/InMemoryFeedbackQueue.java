package dev.parley.memory;

import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.Page;
import dev.parley.application.port.PendingQuestions;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks over the questions of the sessions in memory. */
final class InMemoryFeedbackQueue implements FeedbackQueue {
    private static final Comparator<FeedbackRequest> NEWEST_FIRST = Comparator.comparing(FeedbackRequest::createdAt)
            .thenComparing(question -> question.id().value())
            .reversed();

    private final SessionSlots slots;
    private final InstantSource time;

    InMemoryFeedbackQueue(SessionSlots slots, InstantSource time) {
        this.slots = slots;
        this.time = time;
    }

    @Override
    public Optional<FeedbackRequest> find(FeedbackRequestId id) {
        return slots.ofQuestion(id)
                .flatMap(session -> slots.read(
                        session, Optional.empty(), slot -> isDeleted(slot) ? Optional.empty() : slot.question(id)));
    }

    @Override
    public Page<FeedbackRequest> page(FeedbackQuery query) {
        SessionId only = query.session();
        Collection<SessionSlot> looked =
                only == null ? slots.all() : slots.find(only).stream().toList();
        List<FeedbackRequest> found = looked.stream()
                .flatMap(slot ->
                        slots
                                .<List<FeedbackRequest>>read(
                                        slot.id,
                                        List.of(),
                                        locked -> wanted(locked, query).toList())
                                .stream())
                .sorted(NEWEST_FIRST)
                .toList();
        List<FeedbackRequest> items =
                found.stream().skip(query.offset()).limit(query.limit()).toList();
        return new Page<>(items, found.size(), query.limit(), query.offset());
    }

    private static Stream<FeedbackRequest> wanted(SessionSlot slot, FeedbackQuery query) {
        if (isDeleted(slot)) {
            return Stream.empty();
        }
        Session session = slot.session().orElseThrow();
        UserId user = query.askedOf();
        return slot.questions().stream()
                .filter(question -> query.status() == null || question.status() == query.status())
                .filter(question -> user == null || isAskedOf(user, question, session));
    }

    private static boolean isAskedOf(UserId user, FeedbackRequest question, Session session) {
        return question.responders().isEmpty()
                ? session.accessOf(user).atLeast(Access.EDITOR)
                : question.responders().contains(user);
    }

    private static boolean isDeleted(SessionSlot slot) {
        return slot.session().map(session -> session.deletedAt() != null).orElse(true);
    }

    @Override
    public List<FeedbackResponse> lateAnswers(FeedbackRequestId id) {
        return slots.ofQuestion(id)
                .<List<FeedbackResponse>>map(session -> slots.read(session, List.of(), slot -> slot.lateAnswers(id)))
                .orElse(List.of());
    }

    private static Instant dueSince(FeedbackRequest question) {
        Instant reminder = question.remindAt();
        return reminder != null && reminder.isBefore(question.expiresAt()) ? reminder : question.expiresAt();
    }

    @Override
    public List<SessionId> due(int limit) {
        Instant now = time.instant();
        return slots.all().stream()
                .flatMap(slot ->
                        slots.<List<FeedbackRequest>>read(slot.id, List.of(), SessionSlot::openQuestions).stream())
                .filter(question -> question.isOverdue(now) || question.isReminderDue(now))
                .sorted(Comparator.comparing(InMemoryFeedbackQueue::dueSince))
                .map(FeedbackRequest::sessionId)
                .distinct()
                .limit(limit)
                .toList();
    }

    @Override
    public PendingQuestions pending(List<Duration> ages) {
        List<Instant> asked = slots.all().stream()
                .flatMap(slot ->
                        slots.<List<FeedbackRequest>>read(slot.id, List.of(), SessionSlot::openQuestions).stream())
                .map(FeedbackRequest::createdAt)
                .sorted()
                .limit(MOST_COUNTED)
                .toList();
        List<Long> byAge = new ArrayList<>(Collections.nCopies(ages.size() + 1, 0L));
        Instant now = time.instant();
        for (Instant at : asked) {
            Duration waited = Duration.between(at, now);
            int band = (int)
                    ages.stream().filter(age -> waited.compareTo(age) >= 0).count();
            byAge.set(band, byAge.get(band) + 1);
        }
        return new PendingQuestions(byAge, asked.isEmpty() ? null : asked.getFirst(), asked.size() < MOST_COUNTED);
    }
}
