package dev.parley.launcher.profiles;

import dev.parley.launcher.settings.Parsers;
import dev.parley.launcher.settings.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A section of a file with the keys that it may have. What is wrong is noted, and then counts as if it were not there. Not safe for use by
 * several threads.
 */
final class YamlSection {
    private final String path;
    private final int line;
    private final Defects defects;
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();

    private YamlSection(String path, YamlNode.Mapping mapping, Defects defects) {
        this.path = path;
        this.line = mapping.line();
        this.defects = defects;
        for (YamlNode.Entry entry : mapping.entries()) {
            YamlNode.Entry earlier = entries.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                defects.note(
                        entry.line(),
                        "%s is already in line %d; remove one of them.".formatted(path(entry.key()), earlier.line()));
            }
        }
    }

    /** A section with known keys. */
    static Optional<YamlSection> of(String path, YamlNode node, Defects defects, String... known) {
        Optional<YamlSection> section = withAnyKeys(path, node, defects);
        section.ifPresent(found -> found.refuseUnknown(List.of(known)));
        return section;
    }

    /** A section whose keys are names that somebody chose. */
    static Optional<YamlSection> withAnyKeys(String path, YamlNode node, Defects defects) {
        return switch (node) {
            case YamlNode.Mapping mapping -> Optional.of(new YamlSection(path, mapping, defects));
            case YamlNode.Broken broken -> Optional.empty();
            case YamlNode.Sequence sequence -> notASection(path, sequence, defects);
            case YamlNode.Scalar scalar -> notASection(path, scalar, defects);
        };
    }

    private static Optional<YamlSection> notASection(String path, YamlNode node, Defects defects) {
        defects.note(
                node.line(),
                "%s must be a section with keys and values, not %s."
                        .formatted(path.isEmpty() ? "The file" : path, node.kind()));
        return Optional.empty();
    }

    private void refuseUnknown(List<String> known) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String instead = Suggestion.closest(key, known)
                        .map(name -> "did you mean %s?".formatted(name))
                        .orElse("there are: " + String.join(", ", known) + ".");
                defects.note(entry.line(), "There is no key %s; %s".formatted(path(key), instead));
            }
        });
    }

    /** The line on which the section begins. */
    int line() {
        return line;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    List<YamlNode.Entry> entries() {
        return List.copyOf(entries.values());
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The line of a key, or of the section if the key is not there. */
    int lineOf(String key) {
        YamlNode.Entry entry = entries.get(key);
        return entry == null ? line : entry.line();
    }

    Optional<YamlNode> node(String key) {
        return Optional.ofNullable(entries.get(key)).map(YamlNode.Entry::value);
    }

    Optional<String> text(String key) {
        return node(key).flatMap(node -> text(path(key), node));
    }

    /** A text, which in YAML is anything in quotes, or anything else that is no number, truth or nothing. */
    Optional<String> text(String where, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isText()) {
            return Optional.of(scalar.value());
        }
        boolean quotable = node instanceof YamlNode.Scalar scalar && !scalar.isNothing();
        return wrong(where, node, "a text" + (quotable ? " (put it into quotes)" : ""));
    }

    Optional<Integer> number(String key, int least, int most) {
        return node(key).flatMap(node -> {
            if (node instanceof YamlNode.Scalar scalar
                    && scalar.plain()
                    && scalar.value().matches("[0-9]{1,9}")) {
                int value = Integer.parseInt(scalar.value());
                if (value >= least && value <= most) {
                    return Optional.of(value);
                }
            }
            defects.note(lineOf(key), "%s must be a whole number from %d to %d.".formatted(path(key), least, most));
            return Optional.empty();
        });
    }

    Optional<Boolean> flag(String key) {
        return node(key)
                .flatMap(node -> node instanceof YamlNode.Scalar scalar && scalar.isFlag()
                        ? Optional.of(Boolean.parseBoolean(scalar.value()))
                        : wrong(path(key), node, "true or false"));
    }

    Optional<Duration> duration(String key) {
        return text(key).flatMap(text -> {
            try {
                Duration duration = Parsers.duration(text);
                if (duration.isPositive()) {
                    return Optional.of(duration);
                }
            } catch (IllegalArgumentException unreadable) {
                // The sentence below says what is needed.
            }
            defects.note(
                    lineOf(key),
                    "%s must be a length of time up to 3650d, such as 90s, 30m or 48h.".formatted(path(key)));
            return Optional.empty();
        });
    }

    /** One of the names of a type, in lower case. */
    <E extends Enum<E>> Optional<E> oneOf(String key, Class<E> type) {
        return text(key).flatMap(text -> {
            Optional<E> choice = Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
            if (choice.isEmpty()) {
                String names = Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
                defects.note(lineOf(key), "%s must be one of: %s.".formatted(path(key), names));
            }
            return choice;
        });
    }

    /** Texts in a list; none if the key is not there. */
    List<String> texts(String key) {
        return node(key).map(node -> texts(path(key), node)).orElse(List.of());
    }

    /** Texts in a list. */
    List<String> texts(String where, YamlNode node) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            wrong(where, node, "a list of texts");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        sequence.elements().forEach(element -> text("Each of " + where, element).ifPresent(texts::add));
        return List.copyOf(texts);
    }

    /** Texts with names; none if the key is not there. */
    Map<String, YamlNode.Scalar> namedTexts(String key) {
        Map<String, YamlNode.Scalar> texts = new HashMap<>();
        node(key)
                .flatMap(node -> withAnyKeys(path(key), node, defects))
                .ifPresent(section -> section.entries().forEach(entry -> {
                    if (section.text(section.path(entry.key()), entry.value()).isPresent()) {
                        texts.put(entry.key(), (YamlNode.Scalar) entry.value());
                    }
                }));
        return Map.copyOf(texts);
    }

    private <T> Optional<T> wrong(String where, YamlNode node, String wanted) {
        if (!(node instanceof YamlNode.Broken)) {
            defects.note(node.line(), "%s must be %s, not %s.".formatted(where, wanted, node.kind()));
        }
        return Optional.empty();
    }
}
