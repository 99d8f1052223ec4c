package dev.parley.persistence;

import dev.parley.application.port.Signal;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What one node tells others: one line of words with a space between them. The first word says what it is, the second is the session or the
 * user.
 *
 * <pre>
 * E session seq            events up to seq
 * D session message length the saved draft grew
 * S session turn reason    a turn shall stop
 * R session                a turn was released
 * T session user 0|1       typing
 * P session user 0|1       presence
 * N session users notice   people should know of something; see {@link NoticeWords}
 * U user                   an administrator changed the user
 * </pre>
 */
sealed interface Hint {
    record Events(SessionId sessionId, long upTo) implements Hint {
        @Override
        public List<String> lines() {
            return List.of("E " + sessionId + " " + upTo);
        }
    }

    record Signalled(Signal signal) implements Hint {
        @Override
        public List<String> lines() {
            return switch (signal) {
                case Signal.Drafted(SessionId session, MessageId message, int length) ->
                    List.of("D " + session + " " + message + " " + length);
                case Signal.Stop(SessionId session, TurnId turn, CancelReason reason) ->
                    List.of("S " + session + " " + turn + " " + reason.wireName());
                case Signal.Released(SessionId session) -> List.of("R " + session);
                case Signal.Typing(SessionId session, UserId user, boolean active) ->
                    List.of("T " + session + " " + user + " " + bit(active));
                case Signal.Presence(SessionId session, UserId user, boolean online) ->
                    List.of("P " + session + " " + user + " " + bit(online));
                case Signal.Notified notified -> NoticeWords.lines(notified);
                case Signal.UserChanged(UserId user) -> List.of("U " + user);
            };
        }
    }

    /** One line, or several that say it together, each of them to be understood alone. */
    List<String> lines();

    /** Reads a line; empty for one that a newer program wrote. */
    static Optional<Hint> parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            if (words[0].equals("U")) {
                return signalled(new Signal.UserChanged(new UserId(words[1])));
            }
            SessionId session = new SessionId(UUID.fromString(words[1]));
            return switch (words[0]) {
                case "E" -> Optional.of(new Events(session, Long.parseLong(words[2])));
                case "D" ->
                    signalled(new Signal.Drafted(
                            session, new MessageId(UUID.fromString(words[2])), Integer.parseInt(words[3])));
                case "S" ->
                    signalled(new Signal.Stop(
                            session,
                            new TurnId(UUID.fromString(words[2])),
                            CancelReason.valueOf(words[3].toUpperCase(Locale.ROOT))));
                case "R" -> signalled(new Signal.Released(session));
                case "T" -> signalled(new Signal.Typing(session, new UserId(words[2]), words[3].equals("1")));
                case "N" -> signalled(NoticeWords.parse(session, words));
                case "P" -> signalled(new Signal.Presence(session, new UserId(words[2]), words[3].equals("1")));
                default -> Optional.empty();
            };
        } catch (RuntimeException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<Hint> signalled(Signal signal) {
        return Optional.of(new Signalled(signal));
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
