package dev.parley.channel.slack;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did with something of ours.
 *
 * @param user who did it
 * @param team of which workspace they are
 * @param trigger names what they did, and lets a form be opened for a few seconds
 * @param channel where they did it; null if that is not told
 * @param message the message they did it with; null for a form
 * @param token what the button or form carries
 */
record Interaction(
        String user,
        String team,
        String trigger,
        @Nullable String channel,
        @Nullable String message,
        String token) {
    private static final Pattern USER = Pattern.compile("[UW][A-Z0-9]{2,30}");
    private static final Pattern CHANNEL = Pattern.compile("[CDG][A-Z0-9]{2,30}");
    private static final int LONGEST_TRIGGER = 200;

    /** @param token where the token stands */
    static Optional<Interaction> of(Payload payload, Optional<String> token) {
        Optional<String> user =
                payload.text("user", "id").filter(id -> USER.matcher(id).matches());
        Optional<String> team = payload.text("user", "team_id").or(() -> payload.text("team", "id"));
        Optional<String> trigger = payload.text("trigger_id").filter(id -> id.length() <= LONGEST_TRIGGER);
        if (user.isEmpty() || team.isEmpty() || trigger.isEmpty() || token.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Interaction(
                user.get(),
                team.get(),
                trigger.get(),
                payload.text("container", "channel_id")
                        .or(() -> payload.text("channel", "id"))
                        .filter(id -> CHANNEL.matcher(id).matches())
                        .orElse(null),
                payload.text("container", "message_ts").orElse(null),
                token.get()));
    }
}
