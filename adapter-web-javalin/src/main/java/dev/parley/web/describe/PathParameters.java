package dev.parley.web.describe;

import dev.parley.domain.user.UserId;
import dev.parley.web.rest.Parameter;
import dev.parley.web.rest.ParameterForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in paths between braces; the same name means the same everywhere. */
final class PathParameters {
    private static final Pattern PLACE = Pattern.compile("[{<]([a-z_]+)[}>]");

    private static final Map<String, Parameter> KNOWN = Stream.of(
                    new Parameter("session_id", "a session", new ParameterForm.Id()),
                    new Parameter("request_id", "a question", new ParameterForm.Id()),
                    new Parameter("task_id", "a task's id or number"),
                    new Parameter("user_id", "a user's id", new ParameterForm.Text(1, 128, UserId.REGEX)),
                    new Parameter("user", "a user's id", new ParameterForm.Text(1, 128, UserId.REGEX)),
                    new Parameter("kind", "a kind of channel: email, slack or webhook"),
                    new Parameter("file", "the path of a file, which may have slashes"),
                    new Parameter("module", "a version and the path of a module, as /widget.js names them"))
            .collect(Collectors.toUnmodifiableMap(Parameter::name, Function.identity()));

    private PathParameters() {}

    /** The path with all its parameters in braces. */
    static String template(String path) {
        return PLACE.matcher(path).replaceAll("{$1}");
    }

    /** In the order of the path; one that is not known has no description. */
    static List<Parameter> of(String path) {
        List<Parameter> parameters = new ArrayList<>();
        Matcher places = PLACE.matcher(path);
        while (places.find()) {
            String name = places.group(1);
            parameters.add(KNOWN.getOrDefault(name, new Parameter(name, name)));
        }
        return parameters;
    }

    static boolean isKnown(String name) {
        return KNOWN.containsKey(name);
    }
}
