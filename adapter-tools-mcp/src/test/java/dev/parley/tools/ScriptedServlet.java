package dev.parley.tools;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers each method of the protocol as a test wants it, and keeps what it was sent. */
final class ScriptedServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** How a request is answered. */
    interface Answer {
        void write(Object id, HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    final transient List<Map<String, Object>> received = new CopyOnWriteArrayList<>();
    private final transient Map<String, Answer> answers = new ConcurrentHashMap<>();

    ScriptedServlet() {
        on("initialize", (id, request, response) -> {
            response.setHeader("Mcp-Session-Id", "session-" + received.size());
            json(response, id, """
                    {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},\
                    "serverInfo":{"name":"scripted","version":"1"},"later":"member"}""");
        });
        on("tools/list", (id, request, response) -> json(response, id, """
                {"tools":[{"name":"act","inputSchema":{"type":"object"}}]}"""));
        on("tools/call", (id, request, response) -> json(response, id, """
                {"content":[{"type":"text","text":"done"}]}"""));
    }

    ScriptedServlet on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    static void json(HttpServletResponse response, Object id, String result) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(message(id, result).getBytes(StandardCharsets.UTF_8));
    }

    static String message(Object id, String result) throws IOException {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + Mcp.JSON.writeValueAsString(id) + ",\"result\":" + result + "}";
    }

    List<Map<String, Object>> received(String method) {
        return received.stream()
                .filter(message -> method.equals(message.get("method")))
                .toList();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setStatus(405);
            return;
        }
        Map<String, Object> message =
                Mcp.JSON.readValue(request.getInputStream().readAllBytes(), Mcp.OBJECT);
        received.add(message);
        Answer answer = answers.get(String.valueOf(message.get("method")));
        if (answer == null || !message.containsKey("id")) {
            response.setStatus(202);
        } else {
            answer.write(message.get("id"), request, response);
        }
    }
}
