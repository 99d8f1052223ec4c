package dev.parley.web.describe;

import dev.parley.web.json.PageJson;
import dev.parley.web.json.PayloadJson;

/** What the schemas of records are called: as the records, without what they are called for being records of the wire. */
final class SchemaNames {
    private static final String JSON = "Json";
    private static final String INPUT = "Input";

    private SchemaNames() {}

    /** The name of a record that the server sends. */
    static String ofAnswer(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String own = withoutJson(type.getSimpleName());
        if (outer == PayloadJson.class) {
            return own.replaceFirst("^Of", "") + "Payload";
        }
        return outer != null && outer.getSimpleName().endsWith(JSON) ? withoutJson(outer.getSimpleName()) + own : own;
    }

    /** The name of a record that clients send. */
    static String ofRequest(Class<?> type) {
        String name = ofAnswer(type);
        return name.endsWith("Request") ? name : name + INPUT;
    }

    /** The name of a {@link PageJson} of records. */
    static String ofPage(Class<?> item) {
        return ofAnswer(item) + "Page";
    }

    /** The name of one kind of event. */
    static String ofEvent(String type) {
        return camel(type) + "Event";
    }

    /** The name of a frame that clients send. */
    static String ofCommand(String type) {
        return camel(type) + "Command";
    }

    /** Words between dots and underscores, each with a capital letter. */
    static String camel(String words) {
        StringBuilder name = new StringBuilder();
        for (String word : words.split("[._]")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    private static String withoutJson(String name) {
        return name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
    }
}
