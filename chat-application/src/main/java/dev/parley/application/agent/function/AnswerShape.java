package dev.parley.application.agent.function;

import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The shape of a structured answer.
 *
 * @param name of the shape, for the model's server
 * @param schema a JSON Schema in the part of the language that servers hold models to: every member required, none besides them
 * @param read makes the result; empty where it noted a defect that leaves nothing to make it from
 */
record AnswerShape<T>(String name, JsonText schema, Function<AnswerReader, Optional<T>> read) {
    /** A result, or what is wrong with the answer. */
    record Reading<T>(Optional<T> result, List<String> defects) {
        Reading {
            defects = List.copyOf(defects);
        }
    }

    Reading<T> reading(JsonValue answer) {
        if (!(answer instanceof JsonObject object)) {
            return new Reading<>(Optional.empty(), List.of("the answer must be a JSON object"));
        }
        AnswerReader reader = new AnswerReader(object);
        Optional<T> result = read.apply(reader);
        List<String> defects = reader.defects();
        return new Reading<>(result.filter(made -> defects.isEmpty()), defects);
    }

    /** Texts as a JSON array, for an {@code enum} of a schema. */
    static String array(List<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList())
                .toJson()
                .text();
    }
}
