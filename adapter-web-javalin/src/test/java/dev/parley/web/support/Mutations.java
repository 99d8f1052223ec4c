package dev.parley.web.support;

import java.util.List;
import java.util.Random;

/** Changes texts a little, in ways that have broken parsers before. The same seed makes the same changes. */
public final class Mutations {
    private static final List<String> BITS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            ".",
            "-",
            "_",
            "=",
            " ",
            "\t",
            "0",
            "9",
            "A",
            "z",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "-1",
            "1e999",
            "1.5",
            "99999999999999999999",
            "{}",
            "[]",
            "\"\"",
            "\"type\":",
            "é",
            "😀",
            "\uFFFF",
            "\u202E",
            "..",
            "%00",
            "<script>",
            "' or 1=1 --",
            "${x}",
            "{{x}}",
            "Bearer ",
            "eyJ");

    private final long seed;
    private final Random random;

    private Mutations(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Those of the system property {@code parley.seed}, or others each time; which ones is printed. */
    public static Mutations seeded() {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        System.out.println("parley.seed=" + seed);
        return new Mutations(seed);
    }

    public Random random() {
        return random;
    }

    public <T> T any(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /** One to four changes. */
    public String mutate(String text) {
        String mutated = text;
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            mutated = changed(mutated);
        }
        return mutated;
    }

    private String changed(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(8));
        String before = text.substring(0, from);
        String after = text.substring(to);
        return switch (random.nextInt(8)) {
            case 0 -> before + after;
            case 1 -> before + any(BITS) + text.substring(from);
            case 2 -> before + any(BITS) + after;
            case 3 -> before + text.substring(from, to).repeat(1 + random.nextInt(20)) + after;
            case 4 -> before;
            case 5 -> before + text.substring(random.nextInt(text.length() + 1));
            case 6 -> before + (char) (1 + random.nextInt(0xD7FF)) + after;
            default -> flipped(text, from);
        };
    }

    private String flipped(String text, int at) {
        if (at == text.length()) {
            return text;
        }
        char changed = (char) (text.charAt(at) ^ (1 << random.nextInt(7)));
        return text.substring(0, at) + changed + text.substring(at + 1);
    }

    @Override
    public String toString() {
        return "parley.seed=" + seed;
    }
}
