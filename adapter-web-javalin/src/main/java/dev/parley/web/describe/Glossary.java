package dev.parley.web.describe;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What schemas and their fields mean, in words: a field means the same wherever it is, unless its schema says otherwise. */
final class Glossary {
    static final String RESOURCE = "/describe/glossary.properties";

    private final Properties words = new Properties();

    Glossary() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Glossary.class.getResourceAsStream(RESOURCE)), StandardCharsets.UTF_8)) {
            words.load(reader);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a schema describes; null if nobody said. */
    @Nullable
    String schema(String schema) {
        return words.getProperty(schema);
    }

    /**
     * What a field of a schema means; null if nobody said.
     *
     * @param field as it appears on the wire
     */
    @Nullable
    String field(String schema, String field) {
        return words.getProperty(schema + "." + field, words.getProperty(field));
    }
}
