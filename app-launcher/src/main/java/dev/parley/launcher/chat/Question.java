package dev.parley.launcher.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question to people that waits for its answer.
 *
 * @param callId the agent's call that waits for it; empty if there is none
 * @param responders who may answer; empty for everybody who may write in the session
 */
record Question(
        String id,
        String sessionId,
        String text,
        Kind kind,
        String turnId,
        String callId,
        List<String> responders,
        Instant expiresAt) {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What kind of answer is wanted. */
    sealed interface Kind {
        /** @param rules for people; empty if there are none */
        record FreeText(String rules) implements Kind {}

        record Choice(List<String> options, boolean multiple) implements Kind {}

        /**
         * @param tool empty if it is not about a tool
         * @param arguments as they were written
         */
        record Approval(String tool, String arguments, boolean editable) implements Kind {}
    }

    /** What a line is to a question. */
    sealed interface Reading {
        /** An answer, as the server takes it. */
        record Answer(ObjectNode answer) implements Reading {}

        /** The arguments are to be changed first. */
        record Edit(String arguments) implements Reading {}

        /** No answer yet, and why. */
        record Problem(String sentence) implements Reading {}
    }

    static Question from(JsonNode request) {
        List<String> responders = new ArrayList<>();
        request.path("responders").forEach(user -> responders.add(user.asText()));
        return new Question(
                request.path("request_id").asText(),
                request.path("session_id").asText(),
                request.path("question").asText(),
                kind(request.path("kind")),
                request.at("/asker/turn_id").asText(),
                request.at("/asker/call_id").asText(),
                List.copyOf(responders),
                Instant.parse(request.path("expires_at").asText()));
    }

    private static Kind kind(JsonNode kind) {
        return switch (kind.path("type").asText()) {
            case "approval" ->
                new Kind.Approval(
                        kind.at("/call/name").asText(),
                        kind.at("/call/arguments").asText(),
                        kind.path("editable").asBoolean());
            case "choice" -> {
                List<String> options = new ArrayList<>();
                kind.path("options").forEach(option -> options.add(option.asText()));
                yield new Kind.Choice(
                        List.copyOf(options), kind.path("multiple").asBoolean());
            }
            default -> new Kind.FreeText(rules(kind));
        };
    }

    private static String rules(JsonNode kind) {
        List<String> rules = new ArrayList<>();
        if (kind.path("minimum").asInt() > 1) {
            rules.add("at least " + kind.path("minimum").asInt() + " characters");
        }
        if (kind.path("maximum").asInt() > 0) {
            rules.add("at most " + kind.path("maximum").asInt() + " characters");
        }
        if (!kind.path("pattern").asText("").isEmpty()) {
            rules.add("must match " + kind.path("pattern").asText());
        }
        return String.join(", ", rules);
    }

    /** @param writes whether this user may write in the session */
    boolean isFor(String user, boolean writes) {
        return responders.isEmpty() ? writes : responders.contains(user);
    }

    /** What people read; the exact arguments of a call among it. */
    String shown() {
        return switch (kind) {
            case Kind.Approval approval ->
                approval.tool().isEmpty()
                        ? "Approval needed: " + text
                        : "Approval needed to call %s with these arguments:\n%s"
                                .formatted(approval.tool(), approval.arguments());
            case Kind.Choice choice -> {
                StringBuilder lines = new StringBuilder("Question: " + text);
                for (int i = 0; i < choice.options().size(); i++) {
                    lines.append("\n  %d  %s".formatted(i + 1, choice.options().get(i)));
                }
                yield lines.toString();
            }
            case Kind.FreeText free -> "Question: " + text;
        };
    }

    /** How to answer, and until when. */
    String howTo(Instant now, ZoneId zone) {
        String how = switch (kind) {
            case Kind.Approval approval ->
                "y approves%s, n refuses, n REASON says why"
                        .formatted(isEditable() ? ", e changes the arguments first" : "");
            case Kind.Choice choice -> choice.multiple() ? "type the numbers of one or more" : "type the number of one";
            case Kind.FreeText free -> "type the answer" + (free.rules().isEmpty() ? "" : " (" + free.rules() + ")");
        };
        return "%s; :later leaves it for later. It waits until %s, %s more."
                .formatted(how, WHEN.format(expiresAt.atZone(zone)), shown(Duration.between(now, expiresAt)));
    }

    private static String shown(Duration rest) {
        if (rest.toMinutes() < 1) {
            return "less than a minute";
        }
        return rest.toHours() < 1
                ? rest.toMinutes() + " min"
                : "%d h %d min".formatted(rest.toHours(), rest.toMinutesPart());
    }

    /** What stands before the line that answers. */
    String label() {
        return switch (kind) {
            case Kind.Approval approval -> isEditable() ? "approve? (y/e/n) > " : "approve? (y/n) > ";
            case Kind.Choice choice -> "choose > ";
            case Kind.FreeText free -> "answer > ";
        };
    }

    Reading read(String line) {
        return switch (kind) {
            case Kind.Approval approval -> readDecision(line.strip(), approval);
            case Kind.Choice choice -> readChoice(line.strip(), choice);
            case Kind.FreeText free ->
                line.isBlank()
                        ? new Reading.Problem("Type the answer, or :later.")
                        : new Reading.Answer(object().put("text", line));
        };
    }

    private Reading readDecision(String line, Kind.Approval approval) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> {
                if (rest.isEmpty()) {
                    return new Reading.Answer(object().put("approved", true));
                }
            }
            case "n", "no" -> {
                ObjectNode answer = object().put("approved", false);
                return new Reading.Answer(rest.isEmpty() ? answer : answer.put("reason", rest));
            }
            case "e", "edit" -> {
                if (isEditable()) {
                    return rest.isEmpty() ? new Reading.Edit(approval.arguments()) : readArguments(rest);
                }
            }
            default -> {
                // The sentence below says what is needed.
            }
        }
        return new Reading.Problem("Type y, %sn, or n with a reason; or :later.".formatted(isEditable() ? "e, " : ""));
    }

    private boolean isEditable() {
        return kind instanceof Kind.Approval approval
                && approval.editable()
                && !approval.tool().isEmpty();
    }

    /** Approves with these arguments, which may be the old ones. */
    Reading readArguments(String text) {
        String defect = defectOf(text);
        if (defect != null) {
            return new Reading.Problem(defect);
        }
        ObjectNode answer = object().put("approved", true);
        boolean changed =
                !(kind instanceof Kind.Approval approval && approval.arguments().equals(text));
        return new Reading.Answer(changed ? answer.put("edited_arguments", text) : answer);
    }

    private static @Nullable String defectOf(String arguments) {
        try {
            return JSON.readTree(arguments).isObject() ? null : "The arguments have to be a JSON object.";
        } catch (JsonProcessingException malformed) {
            return "The arguments have to be a JSON object: " + malformed.getOriginalMessage();
        }
    }

    private static Reading readChoice(String line, Kind.Choice choice) {
        if (choice.options().contains(line)) {
            return chosen(Set.of(line));
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String number : line.split("[,\\s]+")) {
            if (!number.matches("[0-9]{1,3}")
                    || Integer.parseInt(number) < 1
                    || Integer.parseInt(number) > choice.options().size()) {
                return new Reading.Problem("Type a number from 1 to %d%s; or :later."
                        .formatted(choice.options().size(), choice.multiple() ? ", or several" : ""));
            }
            chosen.add(choice.options().get(Integer.parseInt(number) - 1));
        }
        return chosen.size() > 1 && !choice.multiple()
                ? new Reading.Problem("Only one can be chosen.")
                : chosen(chosen);
    }

    private static Reading chosen(Set<String> options) {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("options");
        options.forEach(list::add);
        return new Reading.Answer(answer);
    }

    /** What an answer says, for people. */
    static String said(JsonNode answer) {
        if (answer.path("text").isTextual()) {
            return "\"" + answer.path("text").asText() + "\"";
        }
        if (answer.path("options").isArray()) {
            List<String> options = new ArrayList<>();
            answer.path("options").forEach(option -> options.add(option.asText()));
            return String.join(", ", options);
        }
        boolean changed = answer.path("edited_arguments").isTextual();
        String decision = !answer.path("approved").asBoolean()
                ? "refused"
                : changed ? "approved with " + answer.path("edited_arguments").asText() : "approved";
        String reason = answer.path("reason").asText("");
        return reason.isEmpty() || answer.path("reason").isNull() ? decision : decision + ": " + reason;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
