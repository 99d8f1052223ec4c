package dev.parley.channel.slack;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Slack's errors mean (docs.slack.dev, chat.postMessage and conversations.open). */
final class SlackErrors {
    /** However long Slack asks to be left alone, it is asked again after this time. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration USUAL_WAIT = Duration.ofSeconds(30);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,60}");
    private static final Pattern SCOPES = Pattern.compile("[a-z:._,]{1,200}");

    /** About the message or whom it is for. */
    private static final Set<String> LASTING = Set.of(
            "user_not_found",
            "users_not_found",
            "user_disabled",
            "user_not_visible",
            "channel_not_found",
            "is_archived",
            "cannot_dm_bot",
            "messages_tab_disabled",
            "not_in_channel",
            "user_not_in_channel",
            "restricted_action",
            "message_not_found",
            "cant_update_message",
            "edit_window_closed",
            "thread_not_found",
            "cannot_reply_to_message",
            "msg_too_long",
            "msg_blocks_too_long",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_metadata_format",
            "metadata_too_large",
            "no_text",
            "expired_trigger_id",
            "exchanged_trigger_id",
            "invalid_trigger_id");

    /** About the app and its tokens, so that nothing gets through until somebody does something about it. */
    private static final Map<String, String> OF_THE_APP = Map.of(
            "invalid_auth", "Slack does not accept the token; check PARLEY_SLACK_BOT_TOKEN and PARLEY_SLACK_APP_TOKEN",
            "not_authed", "Slack does not accept the token; check PARLEY_SLACK_BOT_TOKEN and PARLEY_SLACK_APP_TOKEN",
            "token_revoked", "the token was revoked; install the app again and set PARLEY_SLACK_BOT_TOKEN anew",
            "token_expired", "the token expired; tokens have to be made without rotation",
            "account_inactive", "the app was removed from the workspace, or the workspace is gone; install it again",
            "missing_scope", "the app lacks a scope; give it those of docs/channels.md and install it again",
            "not_allowed_token_type", "a token of another kind is needed; check that xoxb- and xapp- are not swapped",
            "no_permission", "the workspace does not let the app do this",
            "team_access_not_granted", "the app is not installed in this workspace");

    private SlackErrors() {}

    /**
     * @param code what Slack answered
     * @param needed the scopes that it says are needed, separated by commas; null if it does not say
     */
    static SlackException refused(@Nullable String code, @Nullable String needed) {
        String known = code != null && CODE.matcher(code).matches() ? code : "";
        String said = known.isEmpty() ? "without a reason" : known;
        String ofTheApp = OF_THE_APP.get(known);
        if (ofTheApp != null) {
            return passing("Slack says %s%s: %s".formatted(said, told(needed), ofTheApp), known, null);
        }
        if (LASTING.contains(known)) {
            return new SlackException("Slack refuses it: " + said, known, SlackException.Kind.LASTING, null);
        }
        if (known.equals("ratelimited") || known.equals("rate_limited")) {
            return limited(null);
        }
        return passing("Slack cannot take it now: " + said, known, null);
    }

    private static String told(@Nullable String needed) {
        return needed != null && SCOPES.matcher(needed).matches() ? " (%s)".formatted(needed) : "";
    }

    /** @param retryAfter the header, of any form */
    static SlackException limited(@Nullable String retryAfter) {
        return passing("Slack has had too many requests", "ratelimited", wait(retryAfter));
    }

    private static Duration wait(@Nullable String retryAfter) {
        if (retryAfter == null || !SECONDS.matcher(retryAfter.strip()).matches()) {
            return USUAL_WAIT;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
        if (asked.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        return asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
    }

    /** It is not known whether the call had its effect. */
    static SlackException unknown(String reason) {
        return new SlackException(reason, "", SlackException.Kind.UNKNOWN, null);
    }

    private static SlackException passing(String reason, String code, @Nullable Duration retryAfter) {
        return new SlackException(reason, code, SlackException.Kind.PASSING, retryAfter);
    }
}
