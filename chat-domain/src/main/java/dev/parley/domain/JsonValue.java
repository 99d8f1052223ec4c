package dev.parley.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON document as values, such as the arguments that a model gives a tool. */
public sealed interface JsonValue {
    /** Members in the order of the document. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {
        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** A member; empty if it is missing or null. */
        public Optional<JsonValue> member(String name) {
            return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof JsonNull));
        }
    }

    /** Elements in their order. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {
        public JsonArray {
            elements = List.copyOf(elements);
        }
    }

    /** A string without its quotes and escapes. */
    record JsonString(String value) implements JsonValue {}

    /** A number, exactly as written. */
    record JsonNumber(BigDecimal value) implements JsonValue {}

    /** {@code true} or {@code false}. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}

    /**
     * Reads a document.
     *
     * @throws ChatException.Invalid with code {@code invalid_json} if an object has a member twice or a number is beyond all measure
     */
    static JsonValue of(JsonText json) {
        return new Reader(json.text()).document();
    }

    /**
     * Reads a document.
     *
     * @throws ChatException.Invalid with code {@code invalid_json} if the text is not one JSON document
     */
    static JsonValue parse(String text) {
        return of(new JsonText(text));
    }

    /** The document as text, without spaces. */
    default JsonText toJson() {
        StringBuilder text = new StringBuilder();
        write(this, text);
        return new JsonText(text.toString());
    }

    private static void write(JsonValue value, StringBuilder text) {
        switch (value) {
            case JsonObject object -> {
                char before = '{';
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    quote(member.getKey(), text.append(before));
                    write(member.getValue(), text.append(':'));
                    before = ',';
                }
                text.append(before == '{' ? "{}" : "}");
            }
            case JsonArray array -> {
                char before = '[';
                for (JsonValue element : array.elements()) {
                    write(element, text.append(before));
                    before = ',';
                }
                text.append(before == '[' ? "[]" : "]");
            }
            case JsonString string -> quote(string.value(), text);
            case JsonNumber number -> text.append(number.value());
            case JsonBoolean bool -> text.append(bool.value());
            case JsonNull none -> text.append("null");
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            switch (unit) {
                case '"', '\\' -> text.append('\\').append(unit);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (unit < ' ') {
                        text.append("\\u%04x".formatted((int) unit));
                    } else {
                        text.append(unit);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Reads what {@link JsonText} has recognized as well-formed. */
    final class Reader {
        private static final int LONGEST_NUMBER = 100;
        private static final int LARGEST_EXPONENT = 1_000;

        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private JsonValue document() {
            space();
            return value();
        }

        private JsonValue value() {
            return switch (text.charAt(at)) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> new JsonString(string());
                case 't' -> literal("true", new JsonBoolean(true));
                case 'f' -> literal("false", new JsonBoolean(false));
                case 'n' -> literal("null", new JsonNull());
                default -> number();
            };
        }

        private JsonValue object() {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            while (another('}')) {
                String name = string();
                space();
                at++; // the colon
                space();
                if (members.put(name, value()) != null) {
                    throw new ChatException.Invalid(
                            ErrorCode.INVALID_JSON, "An object of the JSON has a member twice: " + name);
                }
                space();
            }
            return new JsonObject(members);
        }

        private JsonValue array() {
            List<JsonValue> elements = new ArrayList<>();
            while (another(']')) {
                elements.add(value());
                space();
            }
            return new JsonArray(elements);
        }

        /** Steps over the opening bracket or a comma to the next element, or over the closing bracket. */
        private boolean another(char closing) {
            if (text.charAt(at) != closing) {
                at++;
                space();
            }
            if (text.charAt(at) != closing) {
                return true;
            }
            at++;
            return false;
        }

        private String string() {
            StringBuilder value = new StringBuilder();
            at++;
            while (text.charAt(at) != '"') {
                char unit = text.charAt(at++);
                value.append(unit == '\\' ? escaped() : unit);
            }
            at++;
            return value.toString();
        }

        private char escaped() {
            char kind = text.charAt(at++);
            return switch (kind) {
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    at += 4;
                    yield (char) Integer.parseInt(text, at - 4, at, 16);
                }
                default -> kind;
            };
        }

        private JsonValue number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            try {
                if (at - start <= LONGEST_NUMBER) {
                    BigDecimal number = new BigDecimal(text.substring(start, at));
                    if (Math.abs((long) number.scale()) <= LARGEST_EXPONENT) {
                        return new JsonNumber(number);
                    }
                }
            } catch (NumberFormatException beyond) {
                // told below
            }
            throw new ChatException.Invalid(ErrorCode.INVALID_JSON, "A number of the JSON is beyond all measure.");
        }

        private JsonValue literal(String literal, JsonValue value) {
            at += literal.length();
            return value;
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
