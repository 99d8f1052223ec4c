package dev.parley.web.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.rest.Door;
import dev.parley.web.rest.Route;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Examples of calling a route. */
final class RouteExamples {
    private static final Pattern PLACE = Pattern.compile("[{<]([a-z_]+)[}>]");

    /** What path parameters are in the examples: a variable, or a text if it has no such name. */
    private static final Map<String, String> PLACES = Map.of(
            "session_id",
            "$session",
            "request_id",
            "$question",
            "task_id",
            "$task",
            "user",
            "bob",
            "user_id",
            "bob",
            "kind",
            "email",
            "file",
            "parley/icon.svg",
            "module",
            "0123456789abcdef/parley/widget/main.js");

    /** What the examples of some routes ask for. */
    private static final Map<String, String> QUERIES = Map.of(
            "listSessions", "?status=active&limit=5",
            "listMessages", "?order=desc&limit=5",
            "exportSession", "?format=markdown",
            "listTasks", "?done=false",
            "readEvents", "?after=0&limit=5",
            "listInbox", "?status=pending",
            "showUsage", "?from=2026-01-01&to=2026-12-31");

    /** The ids that the examples of some routes find out: variable and field. */
    private static final Map<String, String[]> FINDS = Map.of(
            "startSession", new String[] {"session", "session_id"},
            "ask", new String[] {"question", "request_id"},
            "addTask", new String[] {"task", "task_id"});

    private final Route<?> route;
    private final JsonNode body;

    /** @param body null if the route has none or needs none */
    RouteExamples(Route<?> route, JsonNode body) {
        this.route = route;
        this.body = body;
    }

    String markdown() {
        return shell() + "\n" + python() + "\n" + javascript();
    }

    private String operation() {
        return route.notes().operation();
    }

    private String method() {
        return route.method().name();
    }

    /** The path with the parameters as a language writes variables, behind the language's name for where paths begin. */
    private String url(String api, String base, String variable) {
        String path = PLACE.matcher(route.path()).replaceAll(place -> {
            String value = PLACES.get(place.group(1));
            Objects.requireNonNull(
                    value,
                    () -> "say in RouteExamples.PLACES what " + place.group(1) + " is in the examples of docs/api.md");
            return Matcher.quoteReplacement(
                    value.startsWith("$") ? variable.replace("NAME", value.substring(1)) : value);
        });
        String start = path.startsWith("/api/") ? api + path.substring("/api".length()) : base + path;
        return start + QUERIES.getOrDefault(operation(), "");
    }

    private String shell() {
        String url = upper("\"" + url("$API", "$BASE", "$NAME") + "\"");
        String who = route.door() == Door.OPEN ? "" : " -H \"$AUTH\"";
        String verb = method().equals(body == null ? "GET" : "POST") ? "" : " -X " + method();
        String data = body == null ? "" : " -H \"$JSON\" -d " + Literals.shell(body);
        String call = "curl -sSf" + verb + who + data + " " + url;
        StringBuilder lines = new StringBuilder(found(
                call,
                (variable, field) -> "%s=$(%s | field %s)".formatted(variable.toUpperCase(Locale.ROOT), call, field)));
        if (route.streams()) {
            lines.append("\n# As a stream of events");
            lines.append(
                    method().equals("GET")
                            ? ", for two seconds; it goes on for as long as the client stays.\n"
                            : ", until the answer is whole.\n");
            String limit = method().equals("GET") ? " --max-time 2" : "";
            String rest = method().equals("GET") ? " || true" : "";
            lines.append(
                    "curl -sSfN" + limit + verb + who + " -H 'Accept: text/event-stream'" + data + " " + url + rest);
        }
        return block("sh", lines.toString());
    }

    /** Variables of the shell have capital letters. */
    private static String upper(String url) {
        return Pattern.compile("\\$[a-z]+")
                .matcher(url)
                .replaceAll(name -> Matcher.quoteReplacement(name.group().toUpperCase(Locale.ROOT)));
    }

    private String python() {
        String url = url("{API}", "{BASE}", "{NAME}");
        String arguments =
                "\"%s\", f\"%s\"%s".formatted(method(), url, body == null ? "" : ", " + Literals.python(body));
        String call = "call(" + arguments + ")";
        String lines =
                found("print(" + call + ")", (variable, field) -> "%s = %s[\"%s\"]".formatted(variable, call, field));
        if (route.streams()) {
            lines += """

                    for frame in stream(%s):
                        print(frame)""".formatted(arguments);
            lines += method().equals("GET") ? "\n    break  # it goes on for as long as the client stays" : "";
        }
        return block("python", lines);
    }

    private String javascript() {
        String url = url("${API}", "${BASE}", "${NAME}");
        String arguments =
                "'%s', `%s`%s".formatted(method(), url, body == null ? "" : ", " + Literals.javascript(body));
        String call = "await call(" + arguments + ")";
        String lines = found(
                "console.log(" + call + ");", (variable, field) -> "%s = (%s).%s;".formatted(variable, call, field));
        if (route.streams()) {
            lines += "\nfor await (const frame of stream(%s)) {\n  console.log(frame);\n".formatted(arguments);
            lines += method().equals("GET") ? "  break; // it goes on for as long as the client stays\n}" : "}";
        }
        return block("js", lines);
    }

    private String found(String plain, BinaryOperator<String> assignment) {
        String[] find = FINDS.get(operation());
        return find == null ? plain : assignment.apply(find[0], find[1]);
    }

    static String block(String language, String lines) {
        return "```" + language + "\n" + lines + "\n```\n";
    }
}
