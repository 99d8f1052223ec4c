package dev.parley.web.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.json.EventJson;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.socket.CloseCode;
import dev.parley.web.socket.Command;
import dev.parley.web.socket.SocketEndpoint;
import java.util.List;

/** What goes over WebSockets as an AsyncAPI document (version 3.0), which tells it as the server sees it: it receives what clients send. */
final class AsyncApi {
    private static final String ABOUT = """
            One connection watches and takes part in any number of sessions. Every frame that a client sends has a `type` and may have a `ref`,
            which the reply repeats; whatever is refused is answered by an `error` frame, and the connection stays.

            The subprotocol is `""" + SocketEndpoint.SUBPROTOCOL + """
            `. The token comes in the header `Authorization`, in the cookie, or as a second subprotocol
            `bearer.<token>`; never in the URL. What goes over HTTP is described by `/openapi.json`.
            """;

    private final Glossary glossary = new Glossary();
    private final Examples examples = new Examples();
    private final Schemas schemas;
    private final SocketMessages messages;

    AsyncApi(ChatLimits limits) {
        schemas = new Schemas(glossary, examples, limits);
        messages = new SocketMessages(schemas, glossary, examples);
    }

    ObjectNode describe(List<Command<?>> commands, String version) {
        schemas.answer(EventJson.class);
        commands.forEach(messages::addCommand);
        ServerFrame.all().forEach(messages::addSent);
        commands.forEach(command -> command.replies().forEach(messages::addSent));
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Parley")
                .put("version", version)
                .put("description", ABOUT)
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        document.put("defaultContentType", "application/json");
        document.set("servers", servers());
        document.putObject("channels").set(SocketMessages.CHANNEL, channel());
        document.set("operations", operations(commands));
        ObjectNode components = document.putObject("components");
        components.set("messages", messages.components());
        components.set("schemas", messages.withCommands(schemas.collect(), commands));
        components.set("securitySchemes", SecuritySchemes.asyncApi());
        return document;
    }

    private static ObjectNode servers() {
        ObjectNode servers = JsonNodeFactory.instance.objectNode();
        for (String protocol : List.of("ws", "wss")) {
            ObjectNode server = servers.putObject(protocol)
                    .put("host", "{host}")
                    .put("protocol", protocol)
                    .put(
                            "description",
                            protocol.equals("ws") ? "This server." : "This server behind a proxy that speaks TLS.");
            server.putObject("variables")
                    .putObject("host")
                    .put("default", "localhost:8080")
                    .put("description", "Where this document came from.");
            ArrayNode security = server.putArray("security");
            security.addObject().put("$ref", "#/components/securitySchemes/" + SecuritySchemes.BEARER);
            security.addObject().put("$ref", "#/components/securitySchemes/" + SecuritySchemes.COOKIE);
        }
        return servers;
    }

    private ObjectNode channel() {
        ObjectNode channel = JsonNodeFactory.instance.objectNode();
        channel.put("address", SocketEndpoint.PATH).put("title", "The WebSocket");
        channel.set("messages", messages.ofChannel());
        ObjectNode binding = channel.putObject("bindings").putObject("ws").put("method", "GET");
        ObjectNode query = binding.putObject("query").put("type", "object");
        ObjectNode parameters = query.putObject("properties");
        parameters
                .putObject("session_id")
                .put("type", "string")
                .put("format", "uuid")
                .put("description", "A session to join at once, as if join_session had been sent.");
        parameters.putObject("position").put("type", "string").put("description", "Where to begin in it.");
        ObjectNode headers = binding.putObject("headers").put("type", "object");
        headers.putObject("properties")
                .putObject("Sec-WebSocket-Protocol")
                .put("type", "string")
                .put("description", SocketEndpoint.SUBPROTOCOL + ", and bearer.<token> where no header can be set");
        channel.set("x-close-codes", closeCodes());
        return channel;
    }

    private static ArrayNode closeCodes() {
        ArrayNode codes = JsonNodeFactory.instance.arrayNode();
        for (CloseCode code : CloseCode.values()) {
            codes.addObject()
                    .put("code", code.code())
                    .put("reason", code.reason())
                    .put("description", code.meaning());
        }
        codes.addObject().put("code", 1007).put("reason", "stop").put("description", "A frame was not UTF-8.");
        codes.addObject().put("code", 1009).put("reason", "stop").put("description", "A frame was too big.");
        return codes;
    }

    private ObjectNode operations(List<Command<?>> commands) {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        for (Command<?> command : commands) {
            operations.set(command.type(), receive(command));
        }
        for (Class<? extends ServerFrame> frame : ServerFrame.all()) {
            String name = SchemaNames.ofAnswer(frame);
            ObjectNode operation = operations.putObject("send" + name);
            operation.put("action", "send").set("channel", channelReference());
            String meaning = glossary.schema(name);
            operation.put("summary", meaning == null ? name : meaning);
            operation.putArray("messages").add(SocketMessages.inChannel(name));
        }
        return operations;
    }

    private ObjectNode receive(Command<?> command) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("action", "receive").put("summary", command.summary() + ".");
        operation.set("channel", channelReference());
        operation.putArray("messages").add(SocketMessages.inChannel(SchemaNames.ofCommand(command.type())));
        ObjectNode reply = operation.putObject("reply");
        reply.set("channel", channelReference());
        ArrayNode replies = reply.putArray("messages");
        command.replies().forEach(each -> replies.add(SocketMessages.inChannel(SchemaNames.ofAnswer(each))));
        replies.add(SocketMessages.inChannel(SchemaNames.ofAnswer(ServerFrame.ErrorFrame.class)));
        ArrayNode codes = operation.putArray("x-error-codes");
        CommonRefusals.of(command).forEach(code -> codes.add(code.code()));
        return operation;
    }

    private static JsonNode channelReference() {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/channels/" + SocketMessages.CHANNEL);
    }
}
