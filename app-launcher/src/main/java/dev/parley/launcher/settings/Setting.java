package dev.parley.launcher.settings;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set: an environment variable and the flag of the same meaning.
 *
 * @param variable the environment variable
 * @param label what stands for the value in help, such as {@code PORT}
 * @param meaning half a sentence for people
 * @param preset the text that is parsed when nothing is set; null if the setting is then absent
 * @param otherwise what people are told to be the default
 * @param secret whether its value is never shown
 * @param parser throws {@link IllegalArgumentException} with the rest of a sentence that begins with the setting's name: {@code must be …}
 */
public record Setting<T>(
        String variable,
        String label,
        String meaning,
        @Nullable String preset,
        String otherwise,
        boolean secret,
        Function<String, T> parser) {
    private static final String PREFIX = "PARLEY_";

    /** A setting that always has a value. */
    static <T> Setting<T> of(String variable, String label, String preset, String meaning, Function<String, T> parser) {
        return new Setting<>(variable, label, meaning, preset, preset, false, parser);
    }

    /** A setting that may be absent. */
    static <T> Setting<T> optional(
            String variable, String label, String otherwise, String meaning, Function<String, T> parser) {
        return new Setting<>(variable, label, meaning, null, otherwise, false, parser);
    }

    /** A setting that may be absent and whose value is never shown. */
    static <T> Setting<T> secret(
            String variable, String label, String otherwise, String meaning, Function<String, T> parser) {
        return new Setting<>(variable, label, meaning, null, otherwise, true, parser);
    }

    /** The variable in kebab case, without the prefix of Parley's own ones. */
    public String flag() {
        String name = variable.startsWith(PREFIX) ? variable.substring(PREFIX.length()) : variable;
        return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
