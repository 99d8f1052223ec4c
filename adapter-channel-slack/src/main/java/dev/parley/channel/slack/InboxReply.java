package dev.parley.channel.slack;

import java.util.Map;

/** What Slack is told about what it sent, at once. */
sealed interface InboxReply {
    /**
     * It was taken; what it leads to happens now or later.
     *
     * @param answer what Slack shall do; empty for nothing
     */
    record Taken(Map<String, Object> answer) implements InboxReply {
        static final Taken PLAIN = new Taken(Map.of());
    }

    /** It cannot be taken now; Slack may send it again. */
    record Busy() implements InboxReply {}
}
