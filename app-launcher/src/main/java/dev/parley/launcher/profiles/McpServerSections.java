package dev.parley.launcher.profiles;

import dev.parley.domain.ChatException;
import dev.parley.tools.McpServerSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code mcp_servers}. */
final class McpServerSections {
    private static final Pattern NAME = Pattern.compile("(?=.{1,24}$)[a-z0-9]+([_-][a-z0-9]+)*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)(}?)");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

    /** What the protocol itself says. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "content-length",
            "content-type",
            "accept",
            "connection",
            "transfer-encoding",
            "upgrade",
            "last-event-id",
            "mcp-session-id",
            "mcp-protocol-version");

    private static final int MOST = 50;
    private static final int USUAL_SECONDS = 30;
    private static final int MOST_SECONDS = 600;

    private final Defects defects;
    private final Function<String, @Nullable String> environment;

    McpServerSections(Defects defects, Function<String, @Nullable String> environment) {
        this.defects = defects;
        this.environment = environment;
    }

    List<McpServerSettings> read(Optional<YamlNode> node) {
        List<McpServerSettings> servers = new ArrayList<>();
        node.flatMap(section -> YamlSection.withAnyKeys("mcp_servers", section, defects))
                .ifPresent(section -> {
                    if (section.entries().size() > MOST) {
                        defects.note(section.line(), "mcp_servers must be at most %d servers.".formatted(MOST));
                    }
                    section.entries().forEach(entry -> server(entry).ifPresent(servers::add));
                });
        return List.copyOf(servers);
    }

    private Optional<McpServerSettings> server(YamlNode.Entry entry) {
        if (!NAME.matcher(entry.key()).matches()) {
            defects.note(
                    entry.line(),
                    "The name of an MCP server must have 1 to 24 lower-case letters, digits, - and _, the last two neither doubled nor at the ends.");
        }
        return YamlSection.of(
                        "mcp_servers." + entry.key(),
                        entry.value(),
                        defects,
                        "command",
                        "args",
                        "env",
                        "url",
                        "headers",
                        "timeout_seconds",
                        "trusted",
                        "allow_private_address")
                .flatMap(keys -> server(entry, keys));
    }

    private Optional<McpServerSettings> server(YamlNode.Entry entry, YamlSection keys) {
        if (keys.has("command") == keys.has("url")) {
            defects.note(
                    entry.line(),
                    "%s must have either command (a program to start) or url (an address)."
                            .formatted("mcp_servers." + entry.key()));
        }
        if (keys.has("url") && !keys.has("command")) {
            refuse(keys, "command", "args", "env");
        }
        if (keys.has("command") && !keys.has("url")) {
            refuse(keys, "url", "headers", "allow_private_address");
        }
        Optional<String> command = keys.text("command").filter(text -> isSaid(keys, text));
        Optional<URI> url = keys.text("url").flatMap(text -> address(keys, text));
        Map<String, String> env = filled(keys, "env");
        Map<String, String> headers = filled(keys, "headers");
        refuseOddNames(keys, env, headers);
        Duration timeout = Duration.ofSeconds(
                keys.number("timeout_seconds", 1, MOST_SECONDS).orElse(USUAL_SECONDS));
        boolean trusted = keys.flag("trusted").orElse(false);
        boolean allowPrivate = keys.flag("allow_private_address").orElse(false);
        try {
            if (command.isPresent()) {
                return Optional.of(new McpServerSettings.Stdio(
                        entry.key(), command.get(), keys.texts("args"), env, trusted, timeout));
            }
            return url.map(address ->
                    new McpServerSettings.Http(entry.key(), address, headers, allowPrivate, trusted, timeout));
        } catch (ChatException.Invalid wrong) {
            if (defects.isEmpty()) {
                defects.note(entry.line(), "mcp_servers.%s: %s".formatted(entry.key(), wrong.sentence()));
            }
            return Optional.empty();
        }
    }

    private void refuse(YamlSection keys, String where, String... misplaced) {
        for (String key : misplaced) {
            if (keys.has(key)) {
                defects.note(
                        keys.lineOf(key), "%s belongs to servers with %s; remove it.".formatted(keys.path(key), where));
            }
        }
    }

    private boolean isSaid(YamlSection keys, String command) {
        if (command.isBlank()) {
            defects.note(keys.lineOf("command"), "%s is empty; name a program.".formatted(keys.path("command")));
        }
        return !command.isBlank();
    }

    private Optional<URI> address(YamlSection keys, String text) {
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null
                    && (scheme.equals("http") || scheme.equals("https"))) {
                return Optional.of(address);
            }
        } catch (URISyntaxException malformed) {
            // The sentence below says what is needed.
        }
        defects.note(
                keys.lineOf("url"),
                "%s must be a web address such as https://tools.example.com/mcp, without user, password and fragment."
                        .formatted(keys.path("url")));
        return Optional.empty();
    }

    private void refuseOddNames(YamlSection keys, Map<String, String> env, Map<String, String> headers) {
        env.keySet().stream()
                .filter(name -> !VARIABLE.matcher(name).matches())
                .forEach(name -> defects.note(
                        keys.lineOf("env"),
                        "%s has a name that no environment variable has; use letters, digits and _."
                                .formatted(keys.path("env"))));
        headers.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()
                    || !HEADER_VALUE.matcher(value).matches()
                    || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                defects.note(
                        keys.lineOf("headers"),
                        "%s must be headers of HTTP with values in ASCII on one line, and none of those that the protocol sets itself."
                                .formatted(keys.path("headers")));
            }
        });
    }

    /** Texts whose references to environment variables are filled. */
    private Map<String, String> filled(YamlSection keys, String key) {
        Map<String, String> texts = new HashMap<>();
        keys.namedTexts(key)
                .forEach((name, text) ->
                        texts.put(name, filled(keys.path(key) + "." + name, text.value(), text.line())));
        return Map.copyOf(texts);
    }

    private String filled(String where, String text, int line) {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (references.find()) {
            String name = references.group(1);
            String value = VARIABLE.matcher(name).matches() ? environment.apply(name) : null;
            if (!references.group(2).equals("}") || !VARIABLE.matcher(name).matches()) {
                defects.note(
                        line,
                        "%s has a ${ that does not begin the name of an environment variable such as ${TOKEN}."
                                .formatted(where));
            } else if (value == null) {
                defects.note(
                        line,
                        "%s needs the environment variable %s, which is not set; set it and start Parley again."
                                .formatted(where, name));
            }
            references.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "" : value));
        }
        return references.appendTail(filled).toString();
    }
}
