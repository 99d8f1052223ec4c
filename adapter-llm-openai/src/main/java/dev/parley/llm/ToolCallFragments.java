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

    private final List<Fragments> calls = new ArrayList<>();

    void add(JsonNode fragment) {
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
        call.arguments.append(arguments.isContainerNode() ? arguments.toString() : text(arguments));
        if (fragment.path(SIGNATURE).isObject()) {
            call.signature = TextRules.repaired(fragment.path(SIGNATURE).toString());
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
