package dev.parley.launcher.settings;

import dev.parley.web.auth.TokenSecret;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all channels need on which people answer.
 *
 * @param secrets sign buttons and links for answers, the first one new ones; none to make one out of what else is secret
 * @param page where people find the page; null if that was not said
 */
public record AnswerSettings(
        List<TokenSecret> secrets, @Nullable URI page) {
    /** Unless something else was set. */
    public static final AnswerSettings DEFAULT = new AnswerSettings(List.of(), null);

    static final Setting<List<TokenSecret>> LINK_SECRET = Setting.secret(
            "PARLEY_LINK_SECRET",
            "SECRETS",
            "derived from PARLEY_JWT_SECRET or the kept secret",
            "signs links, buttons and reply addresses in messages; at least 32 bytes; of several, separated by commas, the first signs and all are valid",
            AnswerSettings::secrets);

    static final Setting<URI> PUBLIC_URL = Setting.optional(
            "PARLEY_PUBLIC_URL",
            "URL",
            "none",
            "where people find this server, such as https://chat.example.com; links in messages begin with it",
            Parsers::webAddress);

    static final List<Setting<?>> ALL = List.of(PUBLIC_URL, LINK_SECRET);

    static AnswerSettings read(Values values) {
        return new AnswerSettings(
                values.find(LINK_SECRET).orElse(List.of()),
                values.find(PUBLIC_URL).map(AnswerSettings::folder).orElse(null));
    }

    /** Links begin with it. */
    private static URI folder(URI address) {
        String text = address.toString();
        return text.endsWith("/") ? address : URI.create(text + "/");
    }

    private static List<TokenSecret> secrets(String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(TokenSecret::of)
                    .toList();
        } catch (IllegalArgumentException tooShort) {
            throw new IllegalArgumentException(
                    "must have at least %d bytes, each one if there are several".formatted(TokenSecret.MINIMUM_BYTES),
                    tooShort);
        }
    }
}
