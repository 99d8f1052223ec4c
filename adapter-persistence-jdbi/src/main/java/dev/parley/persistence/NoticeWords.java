package dev.parley.persistence;

import dev.parley.application.port.Notice;
import dev.parley.application.port.Signal;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The words of a {@link Hint} that carries a notice. Users have commas between them, and texts are in Base64, so that no word has a space.
 *
 * <pre>
 * N session users requested request end question
 * N session users reminder request end question
 * N session users ended request status
 * N session users shared access title
 * N session users expiring end title
 * </pre>
 */
final class NoticeWords {
    /** So many users with the longest names and a notice with the longest text fit into one payload. */
    static final int USERS_PER_LINE = 40;

    private NoticeWords() {}

    static List<String> lines(Signal.Notified notified) {
        String notice = words(notified.notice());
        List<UserId> users = notified.users().stream().sorted().toList();
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < users.size(); from += USERS_PER_LINE) {
            String names = users.subList(from, Math.min(users.size(), from + USERS_PER_LINE)).stream()
                    .map(UserId::toString)
                    .collect(Collectors.joining(","));
            lines.add("N " + notified.sessionId() + " " + names + " " + notice);
        }
        return lines;
    }

    private static String words(Notice notice) {
        return switch (notice) {
            case Notice.FeedbackRequested asked ->
                "requested %s %s %s".formatted(asked.requestId(), asked.expiresAt(), encoded(asked.question()));
            case Notice.FeedbackReminder asked ->
                "reminder %s %s %s".formatted(asked.requestId(), asked.expiresAt(), encoded(asked.question()));
            case Notice.FeedbackEnded ended ->
                "ended %s %s".formatted(ended.requestId(), ended.status().wireName());
            case Notice.SessionShared shared ->
                "shared %s %s".formatted(shared.access().wireName(), encoded(shared.title()));
            case Notice.SessionExpiring expiring ->
                "expiring %s %s".formatted(expiring.expiresAt(), encoded(expiring.title()));
        };
    }

    /** @throws RuntimeException if a newer program wrote the line */
    static Signal.Notified parse(SessionId session, String[] words) {
        Set<UserId> users =
                Arrays.stream(words[2].split(",", -1)).map(UserId::new).collect(Collectors.toSet());
        Notice notice = switch (words[3]) {
            case "requested" ->
                new Notice.FeedbackRequested(session, request(words[4]), decoded(words[6]), Instant.parse(words[5]));
            case "reminder" ->
                new Notice.FeedbackReminder(session, request(words[4]), decoded(words[6]), Instant.parse(words[5]));
            case "ended" ->
                new Notice.FeedbackEnded(
                        session,
                        request(words[4]),
                        FeedbackStatus.named(words[5]).orElseThrow());
            case "shared" ->
                new Notice.SessionShared(session, decoded(words[5]), Access.valueOf(words[4].toUpperCase(Locale.ROOT)));
            case "expiring" -> new Notice.SessionExpiring(session, decoded(words[5]), Instant.parse(words[4]));
            default -> throw new IllegalArgumentException("a notice of another kind: " + words[3]);
        };
        return new Signal.Notified(users, notice);
    }

    private static FeedbackRequestId request(String word) {
        return new FeedbackRequestId(UUID.fromString(word));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String word) {
        return new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8);
    }
}
