package dev.parley.launcher.settings;

import dev.parley.channel.slack.SlackSettings;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be set about Slack. */
final class SlackVariables {
    static final Setting<String> BOT_TOKEN = Setting.secret(
            "PARLEY_SLACK_BOT_TOKEN",
            "TOKEN",
            "no Slack",
            "the bot token of an app in Slack (xoxb-), which brings questions to people there; see docs/channels.md",
            form("xoxb-[A-Za-z0-9-]{1,200}", "must be a bot token, which begins with xoxb-"));

    static final Setting<String> SIGNING_SECRET = Setting.secret(
            "PARLEY_SLACK_SIGNING_SECRET",
            "SECRET",
            "no endpoint",
            "the app's signing secret; opens /slack/interactions and /slack/events for Slack to call",
            form("[!-~]{16,200}", "must be the signing secret, which has at least 16 characters and no spaces"));

    static final Setting<String> APP_TOKEN = Setting.secret(
            "PARLEY_SLACK_APP_TOKEN",
            "TOKEN",
            "no socket",
            "the app-level token (xapp-) for Socket Mode, which needs no public address",
            form("xapp-[A-Za-z0-9-]{1,200}", "must be an app-level token, which begins with xapp-"));

    static final Setting<String> TEAM = Setting.optional(
            "PARLEY_SLACK_TEAM",
            "ID",
            "that of the bot token",
            "the workspace whose members may answer, such as T024BE7LD",
            form("[TE][A-Z0-9]{2,30}", "must be the id of a workspace, such as T024BE7LD"));

    static final Setting<Boolean> MAP_BY_EMAIL = Setting.of(
            "PARLEY_SLACK_MAP_BY_EMAIL",
            "ON_OR_OFF",
            "off",
            "on = members of the workspace are also known by their email address in Slack, if it is a confirmed one of a user",
            Parsers::onOrOff);

    static final Setting<URI> API_URL = Setting.of(
            "PARLEY_SLACK_API_URL",
            "URL",
            SlackSettings.SLACK.toString(),
            "the address of Slack's Web API; GovSlack has https://slack-gov.com/api/",
            SlackVariables::api);

    static final List<Setting<?>> ALL = List.of(BOT_TOKEN, SIGNING_SECRET, APP_TOKEN, TEAM, MAP_BY_EMAIL, API_URL);

    private SlackVariables() {}

    /** How to use Slack; null if it is not used. */
    static @Nullable SlackSettings read(Values values, AnswerSettings answers) {
        String bot = values.find(BOT_TOKEN).orElse(null);
        String secret = values.find(SIGNING_SECRET).orElse(null);
        String app = values.find(APP_TOKEN).orElse(null);
        if (bot == null) {
            Stream.of(SIGNING_SECRET, APP_TOKEN)
                    .filter(setting -> values.find(setting).isPresent())
                    .findFirst()
                    .ifPresent(setting -> {
                        throw new SettingException("%s is of no use without PARLEY_SLACK_BOT_TOKEN; set that, too."
                                .formatted(values.nameOf(setting)));
                    });
            return null;
        }
        if (secret == null && app == null) {
            throw new SettingException(
                    "With %s people are asked in Slack, but cannot answer; set PARLEY_SLACK_APP_TOKEN for Socket Mode, or PARLEY_SLACK_SIGNING_SECRET for an endpoint that Slack calls."
                            .formatted(values.nameOf(BOT_TOKEN)));
        }
        return new SlackSettings(
                bot,
                secret,
                app,
                values.find(TEAM).orElse(null),
                values.get(MAP_BY_EMAIL),
                answers.page(),
                values.get(API_URL));
    }

    private static Function<String, String> form(String regex, String rule) {
        Pattern form = Pattern.compile(regex);
        return text -> {
            if (!form.matcher(text).matches()) {
                throw new IllegalArgumentException(rule);
            }
            return text;
        };
    }

    private static URI api(String text) {
        URI address = Parsers.webAddress(text);
        if (address.getPath() == null || !address.getPath().endsWith("/")) {
            throw new IllegalArgumentException("must be a web address with a slash at its end");
        }
        return address;
    }
}
