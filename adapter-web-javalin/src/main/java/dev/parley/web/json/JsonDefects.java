package dev.parley.web.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in words for clients what is wrong with a document; no word of the library's messages, which name classes, gets out. */
final class JsonDefects {
    private static final int LONGEST_NAME = 64;

    private JsonDefects() {}

    static ChatException translate(JsonProcessingException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatException refusal) {
                return refusal;
            }
            if (cause instanceof StreamConstraintsException) {
                return new ChatException.Invalid(
                        ErrorCode.INVALID_JSON,
                        "The document is nested too deep, or has a number of more than %d or a name of more than %d characters."
                                .formatted(JsonText.MAX_NUMBER_LENGTH, JsonText.MAX_NAME_LENGTH));
            }
            if (cause instanceof JsonParseException malformed) {
                return malformed(malformed);
            }
        }
        if (exception instanceof UnrecognizedPropertyException unknown) {
            return unknown(unknown);
        }
        if (exception instanceof JsonMappingException mapping) {
            return exception.getCause() instanceof InputCoercionException
                    ? wrongType(mapping, "a whole number that is not too large")
                    : mismatch(mapping);
        }
        return malformed(exception);
    }

    /** What a field of this type must be, in words. */
    static String nameOf(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == JsonText.class) {
            return "a JSON value";
        }
        return List.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    private static ChatException unknown(UnrecognizedPropertyException exception) {
        String field = pathOf(exception);
        List<String> allowed = RecordShape.of(exception.getReferringClass()).names();
        String sentence = allowed.isEmpty()
                ? "%s is not a known field; no fields are expected.".formatted(field)
                : "%s is not a known field; known are %s.".formatted(field, String.join(", ", allowed));
        return new ChatException.Invalid(
                ErrorCode.INVALID_REQUEST, sentence, Map.of("field", field, "allowed", allowed));
    }

    private static ChatException mismatch(JsonMappingException exception) {
        if (exception instanceof MismatchedInputException mismatched) {
            if (mismatched.getPath().isEmpty() && isTrailing(mismatched)) {
                return new ChatException.Invalid(ErrorCode.INVALID_JSON, "Something follows the JSON document.");
            }
            Class<?> target = mismatched.getTargetType();
            return wrongType(exception, nameOf(target == null ? Object.class : target));
        }
        return exception.getPath().isEmpty() ? malformed(exception) : wrongType(exception, "well-formed");
    }

    /** The library tells trailing content apart by its message only. */
    private static boolean isTrailing(MismatchedInputException exception) {
        return exception.getOriginalMessage().startsWith("Trailing token");
    }

    private static ChatException wrongType(JsonMappingException exception, String expected) {
        if (exception.getPath().isEmpty()) {
            return new ChatException.Invalid(ErrorCode.INVALID_REQUEST, "The document must be %s.".formatted(expected));
        }
        String field = pathOf(exception);
        return new ChatException.Invalid(
                ErrorCode.INVALID_REQUEST, "%s must be %s.".formatted(field, expected), Map.of("field", field));
    }

    private static ChatException malformed(JsonProcessingException exception) {
        JsonLocation location = exception.getLocation();
        String where = location == null
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        String why = exception.getOriginalMessage().startsWith("Duplicate field") ? ": a name occurs twice" : "";
        return new ChatException.Invalid(
                ErrorCode.INVALID_JSON, "The document is not well-formed JSON%s%s.".formatted(where, why));
    }

    private static String pathOf(JsonMappingException exception) {
        String path = exception.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."));
        String repaired = TextRules.repaired(path);
        return repaired.codePointCount(0, repaired.length()) <= LONGEST_NAME
                ? repaired
                : repaired.substring(0, repaired.offsetByCodePoints(0, LONGEST_NAME)) + "…";
    }
}
