package dev.parley.web.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.web.socket.Command;

/** Examples of sending a frame. */
final class FrameExamples {
    private static final String START = "start_session";

    private final Command<?> command;
    private final JsonNode frame;

    /** @param example of the whole frame */
    FrameExamples(Command<?> command, JsonNode example) {
        this.command = command;
        this.frame = ((ObjectNode) example.deepCopy()).without("ref");
    }

    String markdown() {
        return python() + "\n" + javascript();
    }

    private String python() {
        String document = Literals.python(frame);
        if (command.replies().isEmpty()) {
            return RouteExamples.block("python", "await socket.send(json.dumps(" + document + "))");
        }
        String ask = "await ask(socket, " + document + ")";
        return RouteExamples.block(
                "python",
                command.type().equals(START)
                        ? "session = (" + ask + ")[\"session\"][\"session_id\"]"
                        : "print(" + ask + ")");
    }

    private String javascript() {
        String document = Literals.javascript(frame);
        if (command.replies().isEmpty()) {
            return RouteExamples.block("js", "socket.send(JSON.stringify(" + document + "));");
        }
        String ask = "await ask(socket, " + document + ")";
        return RouteExamples.block(
                "js",
                command.type().equals(START)
                        ? "session = (" + ask + ").session.session_id;"
                        : "console.log(" + ask + ");");
    }
}
