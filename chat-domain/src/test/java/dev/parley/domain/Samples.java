package dev.parley.domain;

import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Values that many tests need and that mean nothing in particular. */
public final class Samples {
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    public static final Instant LATER = START.plusSeconds(60);
    public static final UserId ANNA = new UserId("anna");
    public static final UserId BEN = new UserId("ben");
    public static final UserId EVE = new UserId("eve");
    public static final SessionId SESSION_ID = new SessionId(uuid(1));
    public static final TurnId TURN_ID = new TurnId(uuid(2));
    public static final MessageId MESSAGE_ID = new MessageId(uuid(3));
    public static final FeedbackRequestId REQUEST_ID = new FeedbackRequestId(uuid(4));

    /** One code point, two UTF-16 code units, four bytes of UTF-8. */
    public static final String GRIN = "\uD83D\uDE00";

    /** Texts with one character that is never stored, of each kind and at each place. */
    public static final List<BadText> BAD_TEXTS = List.of(
            new BadText("\u0000", 0),
            new BadText("\u0000ab", 0),
            new BadText("a\u0000b", 1),
            new BadText("ab\u0000", 2),
            new BadText(GRIN + "\u0000", 2),
            new BadText("\uD83D", 0),
            new BadText("\uD83Dab", 0),
            new BadText("a\uD83Db", 1),
            new BadText("ab\uD83D", 2),
            new BadText("\uD83D" + GRIN, 0),
            new BadText(GRIN + "\uD83D", 2),
            new BadText("\uD800", 0),
            new BadText("\uDBFF", 0),
            new BadText("\uDE00", 0),
            new BadText("\uDE00ab", 0),
            new BadText("a\uDE00b", 1),
            new BadText("ab\uDE00", 2),
            new BadText(GRIN + "\uDE00", 2),
            new BadText("\uDC00", 0),
            new BadText("\uDFFF", 0),
            new BadText("a\uDE00" + GRIN, 1));

    private Samples() {}

    public static UUID uuid(long number) {
        return new UUID(0x0198_f3c2_7b1e_7000L, 0x8000_0000_0000_0000L | number);
    }

    /** A session of Anna that waits for its first message. */
    public static Session session() {
        return Session.start(SESSION_ID, ANNA, new Title("Tea"), Metadata.NONE, ProfileName.DEFAULT, null, START);
    }

    /**
     * A text that breaks the rules.
     *
     * @param index where it breaks them
     */
    public record BadText(String text, int index) {
        @Override
        public String toString() {
            StringBuilder escaped = new StringBuilder();
            text.chars().forEach(unit -> escaped.append("\\u%04X".formatted(unit)));
            return escaped.toString();
        }
    }
}
