package dev.parley.application;

import dev.parley.domain.limit.ChatLimits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The limitations of the application itself, whatever adapters it has. */
final class OwnLimitations {
    private OwnLimitations() {}

    static List<Limitation> of(ChatLimits limits, boolean keepsJournal) {
        return List.of(
                limitsOff(limits),
                contextWindow(limits),
                new Limitation(
                        "sessions_expire",
                        "Sessions that nobody uses end",
                        "A session without activity is paused after %s and ends after %s; it stays readable."
                                .formatted(
                                        Wording.duration(limits.idleUntilPaused()),
                                        Wording.duration(limits.inactiveUntilExpired())),
                        "A message or a join wakes a paused session; an ended one can be forked.",
                        true),
                new Limitation(
                        "retention",
                        "Ended and deleted sessions are removed in the end",
                        "They are kept for %s and then gone for good.".formatted(Wording.duration(limits.retention())),
                        "Export what is to be kept.",
                        true),
                new Limitation(
                        "notices_not_kept",
                        "Notices are told once",
                        "Who is not connected at that moment never gets a notice.",
                        "After connecting, ask for the open questions and the list of sessions.",
                        true),
                new Limitation(
                        "no_journal",
                        "There are no statistics of the past",
                        "This server keeps no journal of its events, so /stat tells of the present only and /reload is refused.",
                        "Give the application a journal; the launcher does by PARLEY_JOURNAL_DIR.",
                        !keepsJournal));
    }

    private static Limitation contextWindow(ChatLimits limits) {
        return new Limitation(
                "context_window",
                "The agent sees the end of a long conversation only",
                "The model gets the newest %s messages, of at most %s tokens together, unless the session's profile says otherwise."
                        .formatted(Wording.number(limits.contextMessages()), Wording.number(limits.contextTokens())),
                "Say again what matters, or raise the limits of the context.",
                true);
    }

    private static Limitation limitsOff(ChatLimits limits) {
        List<String> off = offOf(limits);
        return new Limitation(
                "limits_off",
                "Some limits are off",
                off.isEmpty()
                        ? "Every limit that can be off is on."
                        : "Nothing bounds %s, so one user can take what others need.".formatted(String.join(", ", off)),
                "Set these limits to something else than 0.",
                !off.isEmpty());
    }

    private static List<String> offOf(ChatLimits limits) {
        Map<String, Integer> optional = new TreeMap<>(Map.of(
                "active_sessions_per_user", limits.activeSessionsPerUser(),
                "live_sessions", limits.liveSessions(),
                "messages_per_session", limits.messagesPerSession(),
                "user_requests_per_minute", limits.userRequestsPerMinute(),
                "session_requests_per_minute", limits.sessionRequestsPerMinute(),
                "channel_requests_per_minute", limits.channelRequestsPerMinute(),
                "custom_events_per_minute", limits.customEventsPerMinute(),
                "connections_per_ip", limits.connectionsPerIp()));
        return optional.entrySet().stream()
                .filter(limit -> limit.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
