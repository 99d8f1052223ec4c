package dev.parley.launcher.settings;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts that were set, by flag or else by environment variable. An empty text is as good as none. */
final class Values {
    private static final int SHOWN = 60;

    private final Map<String, String> environment;
    private final Map<String, String> flags;

    Values(Map<String, String> environment, Map<String, String> flags) {
        this.environment = environment;
        this.flags = flags;
    }

    /** The value of a setting that has a preset. */
    <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalStateException(setting.variable() + " has neither a value nor a preset"));
    }

    <T> Optional<T> find(Setting<T> setting) {
        String given = given(setting);
        if (given != null) {
            return Optional.of(parse(setting, given));
        }
        return Optional.ofNullable(setting.preset()).map(setting.parser());
    }

    /** How the person who set it calls it. */
    String nameOf(Setting<?> setting) {
        return flags.containsKey(setting.flag()) ? setting.flag() : setting.variable();
    }

    /** An empty flag takes a variable back. */
    private @Nullable String given(Setting<?> setting) {
        String flag = flags.get(setting.flag());
        String text = (flag != null ? flag : environment.getOrDefault(setting.variable(), "")).strip();
        return text.isEmpty() ? null : text;
    }

    private <T> T parse(Setting<T> setting, String text) {
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException wrong) {
            String name = nameOf(setting);
            throw new SettingException(
                    setting.secret()
                            ? "%s %s.".formatted(name, wrong.getMessage())
                            : "%s %s, not \"%s\".".formatted(name, wrong.getMessage(), shown(text)));
        }
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "...";
    }
}
