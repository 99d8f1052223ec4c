package dev.parley.channel.slack;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Parley's app in Slack is reached, and who counts there. Prints no secrets.
 *
 * @param botToken of the app's bot, {@code xoxb-…}
 * @param signingSecret with what Slack signs its requests; null if there is no endpoint for them
 * @param appToken opens sockets, {@code xapp-…}; null if there are none
 * @param team the workspace whose members count; null for the one that the bot token is of
 * @param mapByEmail whether members of the workspace are also known by their email address in Slack, if it is a verified one of a user
 * @param page where people find Parley's page; null if that is not known
 * @param api the address of Slack's Web API, with a slash at its end
 */
public record SlackSettings(
        String botToken,
        @Nullable String signingSecret,
        @Nullable String appToken,
        @Nullable String team,
        boolean mapByEmail,
        @Nullable URI page,
        URI api) {
    /** Slack's own address. */
    public static final URI SLACK = URI.create("https://slack.com/api/");

    private static final Pattern BOT_TOKEN = Pattern.compile("xoxb-[A-Za-z0-9-]{1,200}");
    private static final Pattern APP_TOKEN = Pattern.compile("xapp-[A-Za-z0-9-]{1,200}");
    private static final Pattern SIGNING_SECRET = Pattern.compile("[!-~]{16,200}");
    private static final Pattern TEAM = Pattern.compile("[TE][A-Z0-9]{2,30}");

    /** @throws IllegalArgumentException if one of them has not the form that Slack gives it */
    public SlackSettings {
        require(BOT_TOKEN, botToken, "a bot token begins with xoxb-");
        require(SIGNING_SECRET, signingSecret, "a signing secret has at least 16 characters and no spaces");
        require(APP_TOKEN, appToken, "an app-level token begins with xapp-");
        require(TEAM, team, "the id of a workspace looks like T024BE7LD");
        if (!api.getPath().endsWith("/")) {
            throw new IllegalArgumentException("the address of an API ends with a slash");
        }
    }

    private static void require(Pattern form, @Nullable String text, String rule) {
        if (text != null && !form.matcher(text).matches()) {
            throw new IllegalArgumentException(rule);
        }
    }

    @Override
    public String toString() {
        return "SlackSettings[team=%s, endpoint=%s, socket=%s, mapByEmail=%s]"
                .formatted(team, signingSecret != null, appToken != null, mapByEmail);
    }
}
