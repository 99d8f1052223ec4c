package dev.parley.tools;

import dev.parley.domain.ChatException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How an external MCP server is reached. What may be secret in it is not part of its text. */
public sealed interface McpServerSettings {
    /** Time for one call unless another one is given. */
    Duration USUAL_CALL = Duration.ofSeconds(30);

    /** The longest time that may be given for one call. */
    Duration LONGEST_CALL = Duration.ofMinutes(10);

    /** What the names of its tools begin with. */
    String name();

    /** Whether what the server says of its tools is believed, such as that they may be called twice. */
    boolean trusted();

    /** Time for one call. */
    Duration callTimeout();

    /** Whether it is the name of a server: 1 to 24 lower-case letters, digits, {@code -} and single {@code _} in between. */
    static boolean isName(String name) {
        return Checks.NAME.matcher(name).matches();
    }

    /** Whether a header can be sent: of HTTP, in ASCII on one line, and none of those that the protocol sets itself. */
    static boolean isHeader(String name, String value) {
        return Checks.HEADER_NAME.matcher(name).matches()
                && Checks.HEADER_VALUE.matcher(value).matches()
                && !Checks.OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * A program that is started and spoken with over its standard input and output. Of the environment it gets what programs need to run,
     * such as {@code PATH} and {@code HOME}, and no secrets.
     *
     * @param name 1 to 24 lower-case letters, digits, {@code -} and single {@code _} in between
     * @param command the program
     * @param env variables that it gets beside these; values may be secret
     */
    record Stdio(
            String name,
            String command,
            List<String> args,
            Map<String, String> env,
            boolean trusted,
            Duration callTimeout)
            implements McpServerSettings {
        /** @throws ChatException.Invalid naming the first field that is wrong */
        public Stdio {
            Checks.name(name);
            Checks.callTimeout(callTimeout);
            if (command.isBlank() || command.indexOf('\0') >= 0) {
                throw ChatException.Invalid.field("command", "must be the program to start.");
            }
            args = List.copyOf(args);
            env = Map.copyOf(env);
            for (Map.Entry<String, String> variable : env.entrySet()) {
                if (variable.getKey().isEmpty()
                        || variable.getKey().indexOf('=') >= 0
                        || (variable.getKey() + variable.getValue()).indexOf('\0') >= 0) {
                    throw ChatException.Invalid.field("env", "must have names without = and values without U+0000.");
                }
            }
        }

        /** A program that is not trusted. */
        public static Stdio of(String name, String command, String... args) {
            return new Stdio(name, command, List.of(args), Map.of(), false, USUAL_CALL);
        }

        @Override
        public String toString() {
            return "Stdio[" + name + ": " + command + "]";
        }
    }

    /**
     * A server on the network.
     *
     * @param name 1 to 24 lower-case letters, digits, {@code -} and single {@code _} in between
     * @param url where it listens, such as {@code https://tools.example.com/mcp}
     * @param headers sent with every request; values may be secret
     * @param privateAddresses whether it may be on this machine or in a private network
     */
    record Http(
            String name,
            URI url,
            Map<String, String> headers,
            boolean privateAddresses,
            boolean trusted,
            Duration callTimeout)
            implements McpServerSettings {
        /** @throws ChatException.Invalid naming the first field that is wrong */
        public Http {
            Checks.name(name);
            Checks.callTimeout(callTimeout);
            Checks.url(url);
            headers = Map.copyOf(headers);
            headers.forEach(Checks::header);
        }

        /** A server on the internet that is not trusted. */
        public static Http of(String name, URI url) {
            return new Http(name, url, Map.of(), false, false, USUAL_CALL);
        }

        @Override
        public String toString() {
            return "Http[" + name + ": " + url.getHost() + "]";
        }
    }

    /** What settings have to be. */
    final class Checks {
        private static final Pattern NAME = Pattern.compile("(?=.{1,24}$)[a-z0-9]+([_-][a-z0-9]+)*");
        private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
        private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E]*");

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

        private Checks() {}

        private static void name(String name) {
            if (!isName(name)) {
                throw ChatException.Invalid.field(
                        "name",
                        "must have 1 to 24 lower-case letters, digits, - and _, neither doubled nor at the ends.");
            }
        }

        private static void callTimeout(Duration timeout) {
            if (!timeout.isPositive() || timeout.compareTo(LONGEST_CALL) > 0) {
                throw ChatException.Invalid.field(
                        "call_timeout",
                        "must be longer than zero and at most " + LONGEST_CALL.toMinutes() + " minutes.");
            }
        }

        private static void url(URI url) {
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (!http
                    || url.getHost() == null
                    || url.getPort() > 65_535
                    || url.getRawUserInfo() != null
                    || url.getRawFragment() != null) {
                throw ChatException.Invalid.field(
                        "url", "must be like https://tools.example.com/mcp, without user, password and fragment.");
            }
        }

        private static void header(String name, String value) {
            if (!isHeader(name, value)) {
                throw ChatException.Invalid.field(
                        "headers", "must be headers of HTTP with values in ASCII, and none of those of the protocol.");
            }
        }
    }
}
