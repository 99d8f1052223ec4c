package dev.parley.web.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.web.socket.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The frames of a WebSocket as AsyncAPI describes messages, by the names of their schemas. */
final class SocketMessages {
    static final String CHANNEL = "socket";

    private final Schemas schemas;
    private final Glossary glossary;
    private final Examples examples;
    private final Map<String, ObjectNode> messages = new TreeMap<>();

    SocketMessages(Schemas schemas, Glossary glossary, Examples examples) {
        this.schemas = schemas;
        this.glossary = glossary;
        this.examples = examples;
    }

    /** A frame that clients send. */
    void addCommand(Command<?> command) {
        schemas.request(command.frame());
        String name = SchemaNames.ofCommand(command.type());
        add(name, command.type(), command.summary() + ".", Schemas.reference(name));
    }

    /** A frame that the server sends. */
    void addSent(Class<?> frame) {
        String name = SchemaNames.ofAnswer(frame);
        add(name, String.valueOf(FrameTypes.of(frame)), glossary.schema(name), schemas.answer(frame));
    }

    private void add(String name, String type, @Nullable String summary, ObjectNode payload) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("name", type).put("title", type);
        if (summary != null) {
            message.put("summary", summary);
        }
        message.set("payload", payload);
        JsonNode example = examples.find(name);
        if (example != null) {
            message.putArray("examples").addObject().set("payload", example);
        }
        messages.put(name, message);
    }

    ObjectNode components() {
        ObjectNode components = JsonNodeFactory.instance.objectNode();
        messages.forEach(components::set);
        return components;
    }

    ObjectNode ofChannel() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        messages.keySet().forEach(name -> all.putObject(name).put("$ref", "#/components/messages/" + name));
        return all;
    }

    static ObjectNode inChannel(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/channels/" + CHANNEL + "/messages/" + name);
    }

    /** The schemas with one for each frame that clients send, in place of those of their records, which several may share. */
    ObjectNode withCommands(ObjectNode collected, List<Command<?>> commands) {
        Map<String, JsonNode> all = new TreeMap<>();
        collected.properties().forEach(schema -> all.put(schema.getKey(), schema.getValue()));
        for (Command<?> command : commands) {
            all.put(SchemaNames.ofCommand(command.type()), commandSchema(collected, command));
        }
        commands.forEach(command -> all.remove(SchemaNames.ofRequest(command.frame())));
        // AsyncAPI has another idea of it; the constants of the types say the same.
        all.values().forEach(schema -> ((ObjectNode) schema).remove("discriminator"));
        ObjectNode schemasOfCommands = JsonNodeFactory.instance.objectNode();
        all.forEach(schemasOfCommands::set);
        return schemasOfCommands;
    }

    private static ObjectNode commandSchema(ObjectNode collected, Command<?> command) {
        ObjectNode schema =
                collected.path(SchemaNames.ofRequest(command.frame())).deepCopy();
        schema.remove("examples");
        schema.put("description", command.summary() + ".");
        schema.withObject("/properties").putObject("type").put("const", command.type());
        return schema;
    }
}
