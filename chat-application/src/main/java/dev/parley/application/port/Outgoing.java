package dev.parley.application.port;

import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.user.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is sent to a person over a {@link MessageChannel}. */
public sealed interface Outgoing {
    /** Names this try to send it: another one has another id. */
    UUID attempt();

    /** Where to, in the channel's form. */
    String address();

    /**
     * A question that waits for this person's answer.
     *
     * @param session the title of its session; empty if it has none
     * @param reminder whether its time is nearly over
     * @param again whether an earlier try may have arrived, of which nobody knows: who reads it should know that it is the same question
     * @param earlier where it was asked before over this channel; null if it was not
     */
    record Question(
            UUID attempt,
            String address,
            UserId recipient,
            FeedbackRequest request,
            String session,
            boolean reminder,
            boolean again,
            @Nullable Receipt earlier)
            implements Outgoing {
        /** A question that surely was not sent before, unless it is a reminder. */
        public Question(
                UUID attempt,
                String address,
                UserId recipient,
                FeedbackRequest request,
                String session,
                boolean reminder,
                @Nullable Receipt earlier) {
            this(attempt, address, recipient, request, session, reminder, false, earlier);
        }
    }

    /**
     * A question that was asked here is decided: what stands there is changed where the channel can do that, and nothing is sent where it
     * cannot.
     *
     * @param request answered, expired or withdrawn
     * @param place where it was asked
     */
    record Decided(UUID attempt, String address, UserId recipient, FeedbackRequest request, Receipt place)
            implements Outgoing {}

    /**
     * The agent's answer to what the person wrote over this channel.
     *
     * @param subject names the conversation; may be empty
     * @param text Markdown
     * @param thread what began the thread, or {@linkplain MessageChannel#thread names it}; null if this begins one
     * @param place what they wrote or, if they did not, the same as the thread
     * @param mailbox stands in the address under which they write back, if the channel {@linkplain MessageChannel#mailbox has such}; null if
     *     they have none
     */
    record Answer(
            UUID attempt,
            String address,
            UserId recipient,
            String subject,
            String text,
            @Nullable Receipt thread,
            @Nullable Receipt place,
            @Nullable String mailbox)
            implements Outgoing {}

    /**
     * A few words of Parley's own: a code that proves the address, a test, why an answer did not count.
     *
     * @param subject one line
     * @param text plain text
     * @param place what it answers; null if nothing
     */
    record Note(
            UUID attempt,
            String address,
            String subject,
            String text,
            @Nullable Receipt place) implements Outgoing {}
}
