package dev.parley.tools;

import dev.parley.domain.ChatException;
import dev.parley.domain.StrictUuid;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The arguments of one tool call, read with errors that a model can act on. A member that is null counts as missing. */
final class ToolArguments {
    private final Map<String, Object> members;

    /**
     * @param known the names that the tool takes
     * @throws ChatException.Invalid if there is another one
     */
    ToolArguments(@Nullable Map<String, Object> members, Set<String> known) {
        this.members = members == null ? Map.of() : members;
        for (String name : this.members.keySet()) {
            if (!known.contains(name)) {
                throw ChatException.Invalid.field(
                        name.length() > 50 ? name.substring(0, 50) : name,
                        "is no argument of this tool, which takes: %s."
                                .formatted(String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw ChatException.Invalid.field(name, "is missing.");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw ChatException.Invalid.field(name, "must be a string.");
    }

    @Nullable
    Boolean optionalBoolean(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw ChatException.Invalid.field(name, "must be true or false.");
    }

    /** @param minimum the least that it may be */
    @Nullable
    Long optionalWhole(String name, int minimum) {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            try {
                long whole = new BigDecimal(number.toString()).longValueExact();
                if (whole >= minimum) {
                    return whole;
                }
            } catch (ArithmeticException | NumberFormatException notWhole) {
                // refused below
            }
        }
        throw ChatException.Invalid.field(name, "must be a whole number from %d on.".formatted(minimum));
    }

    /** The task named by {@code id} or {@code number}. */
    TaskReference task() {
        String id = optionalText("id");
        Long number = optionalWhole("number", 1);
        if ((id == null) == (number == null)) {
            throw ChatException.Invalid.field("number", "or id must say which task is meant, and not both.");
        }
        return number != null
                ? TaskReference.of(number)
                : TaskReference.of(new TaskId(StrictUuid.parse("id", id == null ? "" : id)));
    }
}
