package dev.parley.channel.webhook;

import java.time.Duration;
import java.util.List;

/**
 * How webhooks are called.
 *
 * @param secrets what messages are signed with: one, or the new and the old one while receivers change over
 * @param privateToo whether addresses that are not on the public internet may be called, such as those of this machine and its network
 * @param timeout how long a call may take
 */
public record WebhookSettings(List<WebhookSecret> secrets, boolean privateToo, Duration timeout) {
    /** Most secrets. */
    public static final int MOST_SECRETS = 5;

    /** @throws IllegalArgumentException if there is no secret, or no time */
    public WebhookSettings {
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
            throw new IllegalArgumentException("Webhooks are signed with one to five secrets.");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("A call of a webhook may take more than no time.");
        }
    }

    /** Calls the public internet only, for twenty seconds at most. */
    public static WebhookSettings of(WebhookSecret secret) {
        return new WebhookSettings(List.of(secret), false, Duration.ofSeconds(20));
    }
}
