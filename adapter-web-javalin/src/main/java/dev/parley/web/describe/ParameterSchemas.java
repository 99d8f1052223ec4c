package dev.parley.web.describe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.domain.event.Position;
import dev.parley.web.rest.Parameter;
import dev.parley.web.rest.ParameterForm;

/** Parameters as OpenAPI describes them. */
final class ParameterSchemas {
    private ParameterSchemas() {}

    /** @param in where the parameter is: query, path or header */
    static ObjectNode parameter(Parameter parameter, String in) {
        ObjectNode described = JsonNodeFactory.instance
                .objectNode()
                .put("name", parameter.name())
                .put("in", in)
                .put("description", sentence(parameter.description()));
        if (in.equals("path")) {
            described.put("required", true);
        }
        described.set("schema", schema(parameter.form()));
        return described;
    }

    static ObjectNode header(Parameter header) {
        ObjectNode described = JsonNodeFactory.instance.objectNode().put("description", sentence(header.description()));
        described.set("schema", schema(header.form()));
        return described;
    }

    private static ObjectNode schema(ParameterForm form) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        return switch (form) {
            case ParameterForm.Text text -> text(text, schema.put("type", "string"));
            case ParameterForm.WholeNumber number -> number(number, schema.put("type", "integer"));
            case ParameterForm.Choice choice -> choice(choice, schema.put("type", "string"));
            case ParameterForm.Truth truth -> schema.put("type", "boolean");
            case ParameterForm.Day day -> schema.put("type", "string").put("format", "date");
            case ParameterForm.Id id -> schema.put("type", "string").put("format", "uuid");
            case ParameterForm.Place place ->
                schema.put("type", "string").put("pattern", "^(?:" + Position.REGEX + ")$");
        };
    }

    private static ObjectNode text(ParameterForm.Text text, ObjectNode schema) {
        if (text.minimum() > 0) {
            schema.put("minLength", text.minimum());
        }
        if (text.maximum() < Integer.MAX_VALUE) {
            schema.put("maxLength", text.maximum());
        }
        if (text.pattern() != null) {
            schema.put("pattern", "^(?:" + text.pattern() + ")$");
        }
        return schema;
    }

    private static ObjectNode number(ParameterForm.WholeNumber number, ObjectNode schema) {
        schema.put("format", "int64").put("minimum", number.minimum());
        if (number.maximum() < Integer.MAX_VALUE) {
            schema.put("maximum", number.maximum());
        }
        if (number.absent() != null) {
            schema.put("default", number.absent());
        }
        return schema;
    }

    private static ObjectNode choice(ParameterForm.Choice choice, ObjectNode schema) {
        choice.words().forEach(schema.withArray("enum")::add);
        if (choice.absent() != null) {
            schema.put("default", choice.absent());
        }
        return schema;
    }

    /** With a capital letter and a full stop. */
    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }
}
