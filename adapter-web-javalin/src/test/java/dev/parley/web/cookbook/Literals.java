package dev.parley.web.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON documents as programs write them down. What has the name of an id stands for a variable. */
final class Literals {
    /** Variables by the fields that they are put into. */
    private static final Map<String, String> VARIABLES =
            Map.of("session_id", "session", "request_id", "question", "task_id", "task", "token", "TOKEN");

    private Literals() {}

    /** For the shell, within single quotes. */
    static String shell(JsonNode document) {
        return "'" + document.toString().replace("'", "'\\''") + "'";
    }

    static String python(JsonNode document) {
        return write(document, name -> "\"" + name + "\"", (text, plain) -> text, "{", "}");
    }

    static String javascript(JsonNode document) {
        return write(
                document,
                name -> name.matches("[A-Za-z_]+") ? name : "'" + name + "'",
                (text, plain) -> plain.contains("'") ? text : "'" + plain + "'",
                "{ ",
                " }");
    }

    private static String write(
            JsonNode node,
            UnaryOperator<String> name,
            BiFunction<String, String, String> text,
            String open,
            String close) {
        boolean python = open.equals("{");
        return switch (node.getNodeType()) {
            case OBJECT ->
                node.isEmpty()
                        ? "{}"
                        : node.properties().stream()
                                .map(member ->
                                        name.apply(member.getKey()) + ": " + value(member, name, text, open, close))
                                .collect(Collectors.joining(", ", open, close));
            case ARRAY ->
                StreamSupport.stream(node.spliterator(), false)
                        .map(element -> write(element, name, text, open, close))
                        .collect(Collectors.joining(", ", "[", "]"));
            case STRING -> text.apply(node.toString(), node.asText());
            case BOOLEAN -> python ? (node.asBoolean() ? "True" : "False") : node.toString();
            case NULL -> python ? "None" : "null";
            default -> node.toString();
        };
    }

    private static String value(
            Map.Entry<String, JsonNode> member,
            UnaryOperator<String> name,
            BiFunction<String, String, String> text,
            String open,
            String close) {
        String variable = VARIABLES.get(member.getKey());
        return variable != null ? variable : write(member.getValue(), name, text, open, close);
    }
}
