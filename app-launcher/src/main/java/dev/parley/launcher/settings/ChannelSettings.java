package dev.parley.launcher.settings;

import dev.parley.application.delivery.DeliverySettings;
import dev.parley.channel.slack.SlackSettings;
import dev.parley.channel.webhook.WebhookSecret;
import dev.parley.channel.webhook.WebhookSettings;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How questions get to people who are not looking at the chat.
 *
 * @param answers what all channels need over which people answer
 * @param email how people are reached by email
 * @param slack how people are reached in Slack; null if they are not
 * @param webhook how webhooks are called; null if there are none
 */
public record ChannelSettings(
        DeliverySettings deliveries,
        AnswerSettings answers,
        EmailChoice email,
        @Nullable SlackSettings slack,
        @Nullable WebhookSettings webhook) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    private static final DeliverySettings USUAL = DeliverySettings.defaults();

    /** No channel. */
    public static final ChannelSettings NONE =
            new ChannelSettings(USUAL, AnswerSettings.DEFAULT, EmailChoice.NONE, null, null);

    static final Setting<DeliveryMode> MODE = Setting.of(
            "PARLEY_DELIVERY_MODE",
            "MODE",
            USUAL.mode().wireName(),
            "how questions get to people over channels: fallback = the next one once the one before failed, parallel = all at once",
            Parsers.oneOf(DeliveryMode.class));

    static final Setting<Integer> RETRIES = Setting.of(
            "PARLEY_DELIVERY_RETRIES",
            "NUMBER",
            Integer.toString(USUAL.retries().retries()),
            "how often it is tried again to send something over a channel",
            Parsers.number(0, 10));

    static final Setting<Duration> TIMEOUT = Setting.of(
            "PARLEY_DELIVERY_TIMEOUT",
            "TIME",
            Parsers.text(USUAL.retries().timeout()),
            "how long one try may take, at most 1h",
            ChannelSettings::timeout);

    static final Setting<List<WebhookSecret>> WEBHOOK_SECRET = Setting.secret(
            "PARLEY_WEBHOOK_SECRET",
            "SECRET",
            "no webhooks",
            "signs webhooks: whsec_ and 24 to 64 bytes in Base64; while receivers change over, the new and the old one with a comma; see docs/channels.md",
            ChannelSettings::secrets);

    static final Setting<Boolean> WEBHOOK_PRIVATE = Setting.of(
            "PARLEY_WEBHOOK_PRIVATE",
            "ON_OR_OFF",
            "off",
            "on = webhooks may lead to addresses that are not on the public internet, such as this machine's and its network's",
            Parsers::onOrOff);

    static final List<Setting<?>> ALL = Stream.of(
                    List.of(MODE, RETRIES, TIMEOUT),
                    AnswerSettings.ALL,
                    EmailChoice.ALL,
                    SlackVariables.ALL,
                    List.of(WEBHOOK_SECRET, WEBHOOK_PRIVATE))
            .<Setting<?>>flatMap(List::stream)
            .toList();

    static ChannelSettings read(Values values) {
        Duration timeout = values.get(TIMEOUT);
        RetryPolicy retries = new RetryPolicy(
                values.get(RETRIES),
                timeout,
                USUAL.retries().firstPause(),
                USUAL.retries().longestPause());
        DeliverySettings deliveries = new DeliverySettings(values.get(MODE), retries, USUAL.margin(), USUAL.atOnce());
        boolean privateToo = values.get(WEBHOOK_PRIVATE);
        WebhookSettings webhook = values.find(WEBHOOK_SECRET)
                .map(secrets -> new WebhookSettings(secrets, privateToo, timeout))
                .orElse(null);
        AnswerSettings answers = AnswerSettings.read(values);
        return new ChannelSettings(
                deliveries, answers, EmailChoice.read(values, answers), SlackVariables.read(values, answers), webhook);
    }

    private static Duration timeout(String text) {
        Duration timeout = Parsers.duration(text);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("must be above zero and at most 1h");
        }
        return timeout;
    }

    private static List<WebhookSecret> secrets(String text) {
        try {
            List<WebhookSecret> secrets = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(WebhookSecret::parse)
                    .toList();
            if (secrets.size() <= WebhookSettings.MOST_SECRETS) {
                return secrets;
            }
        } catch (IllegalArgumentException malformed) {
            // The sentence below says what is needed.
        }
        throw new IllegalArgumentException(
                "must be whsec_ and 24 to 64 random bytes in Base64, or up to five of these with commas; `openssl rand -base64 32` makes such bytes");
    }
}
