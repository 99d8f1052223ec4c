package dev.parley.llm;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's server is, how to be let in, and how long it may take.
 *
 * @param baseUrl what {@code /chat/completions} is appended to, such as {@code https://api.openai.com/v1}: http or https, without
 *     user, query and fragment
 * @param apiKey sent as bearer token; null for a server that needs none
 * @param model the model to use where a prompt names none
 * @param connect the longest time for finding the server's address and for connecting to it, each; positive
 * @param stall the longest time without a byte from the server, before the first one too; positive
 * @param answer the longest time for one whole answer; positive
 */
public record OpenAiSettings(
        URI baseUrl, @Nullable String apiKey, String model, Duration connect, Duration stall, Duration answer) {
    /** OpenAI's own server. */
    public static final URI OPENAI = URI.create("https://api.openai.com/v1");

    /** The OpenAI-compatible side of Google's Gemini API. */
    public static final URI GEMINI = URI.create("https://generativelanguage.googleapis.com/v1beta/openai");

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");

    /** @throws IllegalArgumentException with a sentence that names what is wrong, and never the key */
    public OpenAiSettings {
        baseUrl = checked(baseUrl);
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        if (apiKey != null && !HEADER_VALUE.matcher(apiKey).matches()) {
            throw new IllegalArgumentException("The API key contains characters that no key has; copy it again.");
        }
        model = model.strip();
        if (model.isEmpty()) {
            throw new IllegalArgumentException("The model's name is empty; set it to a name that the server knows.");
        }
        requirePositive("connect", connect);
        requirePositive("stall", stall);
        requirePositive("answer", answer);
    }

    /** The default limits: 10 s to connect, 30 s without a byte, 10 min for an answer. */
    public static OpenAiSettings of(URI baseUrl, @Nullable String apiKey, String model) {
        return new OpenAiSettings(baseUrl, apiKey, model, CONNECT, STALL, ANSWER);
    }

    private static URI checked(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean form = (scheme.equals("http") || scheme.equals("https"))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        if (!form) {
            throw new IllegalArgumentException(
                    "The model's base URL must be like https://host/v1: http or https, a host, no user, query or fragment.");
        }
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text.replaceAll("/+$", "") : text);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("The limit \"%s\" of model calls must be positive.".formatted(name));
        }
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "OpenAiSettings[baseUrl=%s, apiKey=%s, model=%s, connect=%s, stall=%s, answer=%s]"
                .formatted(baseUrl, apiKey == null ? "none" : "***", model, connect, stall, answer);
    }
}
