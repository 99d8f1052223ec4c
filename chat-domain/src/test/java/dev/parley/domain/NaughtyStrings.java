package dev.parley.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The big list of naughty strings: texts that have broken software before. */
public final class NaughtyStrings {
    private NaughtyStrings() {}

    /** The list as it is published: a JSON array with one string in each line. */
    public static String file() {
        try (InputStream file = NaughtyStrings.class.getResourceAsStream("/naughty-strings/blns.json")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static List<String> all() {
        return file().lines()
                .map(String::strip)
                .filter(line -> line.startsWith("\""))
                .map(line -> unescaped(line.substring(1, line.lastIndexOf('"'))))
                .toList();
    }

    private static String unescaped(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char unit = escaped.charAt(i);
            if (unit != '\\') {
                text.append(unit);
                continue;
            }
            i++;
            switch (escaped.charAt(i)) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(escaped.charAt(i));
            }
        }
        return text.toString();
    }
}
