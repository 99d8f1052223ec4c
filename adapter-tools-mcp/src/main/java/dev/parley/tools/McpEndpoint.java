package dev.parley.tools;

import dev.parley.domain.ChatException;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Streamable HTTP without sessions (MCP 2025-11-25): one message in each {@code POST}, one JSON document as its answer. The library's own
 * servlet writes exceptions with their stack traces into its answers; nothing of an exception leaves this one.
 */
final class McpEndpoint extends HttpServlet implements McpStatelessServerTransport {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOG = System.getLogger(McpEndpoint.class.getName());

    /** Enough for the longest legal arguments in their longest spelling. */
    private static final int LARGEST_BODY = 64 * 1024;

    /** Of a body that is larger. */
    private static final int MOST_SKIPPED = 1024 * 1024;

    private static final String JSON = "application/json";

    private final transient Function<HttpServletRequest, McpTransportContext> context;
    private final transient Predicate<HttpServletRequest> fromAllowedOrigin;
    private transient volatile @Nullable McpStatelessServerHandler handler;
    private volatile boolean closed;

    /** @param context made of a request by whoever can authenticate it */
    McpEndpoint(
            Function<HttpServletRequest, McpTransportContext> context,
            Predicate<HttpServletRequest> fromAllowedOrigin) {
        this.context = context;
        this.fromAllowedOrigin = fromAllowedOrigin;
    }

    /** An answer that ends the handling of a request. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;
        private final int code;
        private final String sentence;

        Refusal(int status, int code, String sentence) {
            super(sentence, null, false, false);
            this.status = status;
            this.code = code;
            this.sentence = sentence;
        }
    }

    @Override
    public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
        handler = mcpHandler;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> closed = true);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (Refusal refusal) {
            write(response, refusal.status, error(null, refusal.code, refusal.sentence));
        } catch (ChatException refusal) {
            refuse(response, refusal);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "an MCP request failed", defect);
            write(response, 500, error(null, ErrorCodes.INTERNAL_ERROR, "Something went wrong on our side."));
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, Refusal {
        McpStatelessServerHandler current = handler;
        if (closed || current == null) {
            throw new Refusal(503, ErrorCodes.INTERNAL_ERROR, "The server is shutting down; try again soon.");
        }
        if (!fromAllowedOrigin.test(request)) {
            throw new Refusal(403, ErrorCodes.INVALID_REQUEST, "Pages of this origin may not use this server.");
        }
        McpTransportContext caller = context.apply(request);
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new Refusal(405, ErrorCodes.INVALID_REQUEST, "This server keeps no sessions; it takes POST only.");
        }
        checkHeaders(request);
        if (message(request) instanceof McpSchema.JSONRPCRequest call) {
            write(response, 200, answered(current, caller, call));
        } else {
            // No notification means anything here, and nothing was asked that a response could answer.
            response.setStatus(202);
        }
    }

    private void checkHeaders(HttpServletRequest request) throws Refusal {
        String type = request.getContentType();
        if (type == null
                || !type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(JSON)) {
            throw new Refusal(415, ErrorCodes.INVALID_REQUEST, "The body must be application/json.");
        }
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && !accept.contains(JSON) && !accept.contains("*/*") && !accept.contains("application/*")) {
            throw new Refusal(406, ErrorCodes.INVALID_REQUEST, "Answers are application/json; accept that.");
        }
        String version = request.getHeader(HttpHeaders.PROTOCOL_VERSION);
        if (version != null && !protocolVersions().contains(version)) {
            throw new Refusal(
                    400,
                    ErrorCodes.INVALID_REQUEST,
                    "This server speaks the protocol versions " + String.join(", ", protocolVersions()) + ".");
        }
    }

    /** Whoever cannot send the rest may not hear the answer either. */
    private static void skip(InputStream in) throws IOException {
        byte[] some = new byte[8 * 1024];
        int left = MOST_SKIPPED;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = in.read(some, 0, Math.min(left, some.length));
            left -= read;
        }
    }

    private static McpSchema.JSONRPCMessage message(HttpServletRequest request) throws IOException, Refusal {
        InputStream in = request.getInputStream();
        byte[] body = in.readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            skip(in);
            throw new Refusal(413, ErrorCodes.INVALID_REQUEST, "A message may have %d bytes.".formatted(LARGEST_BODY));
        }
        Map<String, Object> members;
        try {
            members = Mcp.JSON.readValue(body, Mcp.OBJECT);
        } catch (IOException malformed) {
            throw new Refusal(400, ErrorCodes.PARSE_ERROR, "The body is not one JSON object.");
        }
        try {
            if (members.containsKey("method")) {
                return members.containsKey("id")
                        ? Mcp.JSON.convertValue(members, McpSchema.JSONRPCRequest.class)
                        : Mcp.JSON.convertValue(members, McpSchema.JSONRPCNotification.class);
            }
            return Mcp.JSON.convertValue(members, JSONRPCResponse.class);
        } catch (RuntimeException unfit) {
            throw new Refusal(400, ErrorCodes.INVALID_REQUEST, "The body is not a message of JSON-RPC 2.0.");
        }
    }

    private static Map<String, Object> answered(
            McpStatelessServerHandler handler, McpTransportContext caller, McpSchema.JSONRPCRequest request) {
        Object parameters = request.params() == null ? Map.of() : request.params();
        if (!(parameters instanceof Map)) {
            return error(request.id(), ErrorCodes.INVALID_PARAMS, "The parameters must be an object.");
        }
        JSONRPCResponse answer;
        try {
            answer = handler.handleRequest(
                            caller, new McpSchema.JSONRPCRequest(request.method(), request.id(), parameters))
                    .block();
        } catch (IllegalArgumentException unfit) {
            return error(request.id(), ErrorCodes.INVALID_PARAMS, "The parameters do not fit the method.");
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the MCP method " + request.method() + " failed", defect);
            return error(request.id(), ErrorCodes.INTERNAL_ERROR, "Something went wrong on our side.");
        }
        JSONRPCError error = answer == null ? null : answer.error();
        if (error != null) {
            return error(request.id(), error.code(), sentenceFor(error.code()));
        }
        Map<String, Object> result = envelope(request.id());
        result.put("result", answer == null ? Map.of() : answer.result());
        return result;
    }

    /** Instead of what the library says, which may be the text of an exception. */
    private static String sentenceFor(int code) {
        return switch (code) {
            case ErrorCodes.METHOD_NOT_FOUND -> "There is no such method.";
            case ErrorCodes.INVALID_PARAMS -> "There is no such tool, or the parameters do not fit the method.";
            default -> "Something went wrong on our side.";
        };
    }

    private static void refuse(HttpServletResponse response, ChatException refusal) throws IOException {
        int status = switch (refusal) {
            case ChatException.Unauthenticated unauthenticated -> {
                response.setHeader("WWW-Authenticate", "Bearer");
                yield 401;
            }
            case ChatException.Forbidden forbidden -> 403;
            case ChatException.Limited limited -> {
                retryAfter(response, limited.retryAfter());
                yield 429;
            }
            case ChatException.Unavailable unavailable -> {
                retryAfter(response, unavailable.retryAfter());
                yield 503;
            }
            case ChatException other -> 400;
        };
        write(response, status, error(null, ErrorCodes.INVALID_REQUEST, refusal.sentence()));
    }

    private static void retryAfter(HttpServletResponse response, Duration wait) {
        if (wait.isPositive()) {
            response.setHeader(
                    "Retry-After",
                    Long.toString(wait.plusSeconds(1).minusNanos(1).toSeconds()));
        }
    }

    private static Map<String, Object> envelope(@Nullable Object id) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", McpSchema.JSONRPC_VERSION);
        message.put("id", id);
        return message;
    }

    private static Map<String, Object> error(@Nullable Object id, int code, String sentence) {
        Map<String, Object> message = envelope(id);
        message.put("error", Map.of("code", code, "message", sentence));
        return message;
    }

    /** Leaves the length to the server: it ends the connection, and says so, if a refusal did not wait for the body of its request. */
    private static void write(HttpServletResponse response, int status, Map<String, Object> message)
            throws IOException {
        byte[] body = Mcp.JSON.writeValueAsBytes(message);
        response.setStatus(status);
        response.setContentType(JSON);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body);
    }
}
