package dev.parley.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Texts for tests, in one file. */
final class Corpus {
    private Corpus() {}

    /** What somebody who means harm might write, or make a model write. */
    static List<String> hostile() {
        return read("hostile.txt");
    }

    /** What models write. */
    static List<String> documents() {
        return read("documents.md");
    }

    private static List<String> read(String name) {
        try (InputStream stream = Corpus.class.getResourceAsStream(name)) {
            String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("\n%%%%\n?"))
                    .map(String::stripTrailing)
                    .filter(text -> !text.isBlank())
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
