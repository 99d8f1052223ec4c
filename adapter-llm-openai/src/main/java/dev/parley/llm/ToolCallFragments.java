package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer, which come in fragments. The fragments of one call have the same index; but some servers leave the
 * index out or give all calls the same one, leave ids out or begin them anew in every answer. Not safe for use by many threads.
 */
final class ToolCallFragments {
    /** The field with what the server wants to get back, such as Gemini's thought signature. */
    static final String SIGNATURE = "extra_content";

    private static final String NO_ARGUMENTS = "{}";

    /** More calls in one answer than any model makes that knows what it does. */
    private static final int MOST_CALLS = 1_000;

    /** Longest ids, names, arguments and signatures of all calls together, in characters. */
    private static final int LONGEST = 1 << 20;

    private final List<Fragments> calls = new ArrayList<>();
    private int length;

    /** @throws ModelFailure if the model does not come to an end */
    void add(JsonNode fragment) throws ModelFailure {
        JsonNode function = fragment.path("function");
        Integer index = fragment.path("index").isInt() ? fragment.path("index").intValue() : null;
        String id = text(fragment.path("id"));
        String name = text(function.path("name"));
        Fragments call = latest(index);
        if (call == null || call.isFollowedBy(id, name)) {
            call = new Fragments(index);
            calls.add(call);
        }
        call.id = call.id.isEmpty() ? id : call.id;
        call.name = call.name.isEmpty() ? name : call.name;
        JsonNode arguments = function.path("arguments");
        String piece = arguments.isContainerNode() ? arguments.toString() : text(arguments);
        JsonNode signature = fragment.path(SIGNATURE);
        String kept = signature.isObject() ? TextRules.repaired(signature.toString()) : "";
        length += id.length() + name.length() + piece.length() + kept.length();
        if (calls.size() > MOST_CALLS || length > LONGEST) {
            throw ModelFailure.malformed("tool calls without an end");
        }
        call.arguments.append(piece);
        if (signature.isObject()) {
            call.signature = kept;
        }
    }

    private @Nullable Fragments latest(@Nullable Integer index) {
        for (Fragments call : calls.reversed()) {
            if (index == null || index.equals(call.index)) {
                return call;
            }
        }
        return null;
    }

    /**
     * The whole calls, in the order in which they began.
     *
     * @param takenIds ids that calls earlier in the conversation have
     * @throws ModelFailure if a call does not say which tool it wants
     */
    List<ToolCall> toDomain(Set<String> takenIds, ToolNames toolNames) throws ModelFailure {
        Set<String> ids = new HashSet<>(takenIds);
        List<ToolCall> result = new ArrayList<>();
        for (Fragments call : calls) {
            String arguments = call.arguments.isEmpty() ? NO_ARGUMENTS : call.arguments.toString();
            if (!call.name.isEmpty()) {
                String name = toolNames.fromWire(call.name);
                result.add(new ToolCall(unique(call.id, ids), name, arguments, call.signature));
            } else if (!call.arguments.isEmpty()) {
                throw ModelFailure.malformed("a tool call without a name");
            }
        }
        return result;
    }

    private static String unique(String id, Set<String> ids) {
        String unique = id;
        for (int i = 1; unique.isEmpty() || !ids.add(unique); i++) {
            unique = "call_" + i;
        }
        return unique;
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }

    private static final class Fragments {
        private final @Nullable Integer index;
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private @Nullable String signature;

        Fragments(@Nullable Integer index) {
            this.index = index;
        }

        /** Whether a fragment with this id and name begins another call, although its index is not another one. */
        boolean isFollowedBy(String nextId, String nextName) {
            boolean bothNamed = !name.isEmpty() && !nextName.isEmpty();
            return bothNamed && (nextId.isEmpty() ? id.isEmpty() : !nextId.equals(id));
        }
    }
}
