package dev.parley.launcher;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.chat.ChatOptions;
import dev.parley.launcher.chat.Outcome;
import dev.parley.launcher.chat.TerminalChat;
import dev.parley.launcher.client.ClientSettings;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chats from the terminal with a server, which runs elsewhere: in another process of this machine, unless told otherwise. */
final class ChatCommand {
    static final String TOKEN_VARIABLE = "PARLEY_TOKEN";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");
    private static final Pattern SESSION = Pattern.compile("last|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Settings settings;
    private final Map<String, String> environment;
    private final Map<String, String> flags;

    private ChatCommand(Settings settings, Map<String, String> environment, Map<String, String> flags) {
        this.settings = settings;
        this.environment = environment;
        this.flags = flags;
    }

    /**
     * @param in a question if it is no terminal and {@code --message} is not given
     * @return 0, or {@value Main#FAILED} if there is no answer
     */
    static int run(
            Settings settings,
            Map<String, String> environment,
            Map<String, String> flags,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        return new ChatCommand(settings, environment, flags).run(in, out, err);
    }

    /** What is asked for, without doing it. */
    static ChatOptions options(Settings settings, Map<String, String> environment, Map<String, String> flags) {
        return new ChatCommand(settings, environment, flags).options();
    }

    private int run(InputStream in, PrintStream out, PrintStream err) {
        TerminalChat chat = new TerminalChat(options(), environment);
        String message = flags.get("--message");
        if (message == null && !TerminalChat.isInputTerminal()) {
            message = piped(in);
        }
        if (message == null) {
            Outcome outcome = chat.talk(in, out);
            say(outcome, outcome.done() ? out : err);
            return outcome.done() ? Main.DONE : Main.FAILED;
        }
        if (message.isBlank()) {
            throw new SettingException("There is nothing to ask: the message is empty.");
        }
        Outcome outcome = chat.ask(message, out);
        say(outcome, err);
        return outcome.done() ? Main.DONE : Main.FAILED;
    }

    private static void say(Outcome outcome, PrintStream to) {
        if (!outcome.lastWord().isEmpty()) {
            to.println(outcome.lastWord());
        }
    }

    private static String piped(InputStream in) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().stripTrailing();
        } catch (CharacterCodingException malformed) {
            throw new SettingException("The standard input is not UTF-8.");
        } catch (IOException failure) {
            throw new LaunchException("The standard input cannot be read (%s).".formatted(failure.getMessage()));
        }
    }

    private ChatOptions options() {
        String session = flags.get("--session");
        if (session != null && !SESSION.matcher(session).matches()) {
            throw new SettingException("--session must be the id of a session, or last.");
        }
        URI server = server();
        String given = given();
        if (given != null) {
            return new ChatOptions(
                    new ClientSettings(server, () -> given),
                    session,
                    flags.get("--profile"),
                    "The server does not take this token: it is wrong or expired.");
        }
        return new ChatOptions(
                new ClientSettings(server, minted(server)),
                session,
                flags.get("--profile"),
                "The server wants a token: give one with --token or %s; where the server was started, \"parley token --user NAME\" prints one."
                        .formatted(TOKEN_VARIABLE));
    }

    private URI server() {
        String url = flags.get("--url");
        if (url != null) {
            return parse(url);
        }
        if (settings.port() == 0) {
            throw new SettingException("Say with --url where the server is: its port is any free one.");
        }
        String host = settings.host();
        if (host.equals("0.0.0.0")) {
            host = "127.0.0.1";
        } else if (host.contains(":")) {
            host = host.equals("::") ? "[::1]" : "[" + host + "]";
        }
        return URI.create("http://" + host + ":" + settings.port());
    }

    private static URI parse(String url) {
        try {
            URI server = new URI(url.strip().replaceAll("/+$", ""));
            String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
            boolean plain =
                    server.getRawQuery() == null && server.getRawFragment() == null && server.getRawUserInfo() == null;
            if (server.getHost() != null && plain && (scheme.equals("http") || scheme.equals("https"))) {
                return server;
            }
        } catch (URISyntaxException malformed) {
            // The sentence below says what is needed.
        }
        throw new SettingException("--url must be the address of a server, such as https://chat.example.com.");
    }

    /** The token that somebody gave; null if nobody did. */
    private @Nullable String given() {
        String flag = flags.getOrDefault("--token", "").strip();
        String token =
                flag.isEmpty() ? environment.getOrDefault(TOKEN_VARIABLE, "").strip() : flag;
        if (token.isEmpty()) {
            return null;
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new SettingException(
                    (flag.isEmpty() ? TOKEN_VARIABLE : "--token") + " must be a token as \"parley token\" prints it.");
        }
        return token;
    }

    /** Tokens with the secret of this machine, for servers of this machine; none for others, and none without a secret. */
    private Supplier<String> minted(URI server) {
        Optional<TokenSecret> secret = isOfThisMachine(server) ? secret() : Optional.empty();
        return secret.<Supplier<String>>map(known -> new MintedToken(
                        new TokenMint(settings.tokenRules(known), InstantSource.system()),
                        user(),
                        role(),
                        InstantSource.system()))
                .orElse(() -> "");
    }

    private Optional<TokenSecret> secret() {
        return switch (settings.tokenKeys()) {
            case TokenSecret configured -> Optional.of(configured);
            case KeySetAddress published -> Optional.empty();
            case null -> KeptSecret.find(settings.dataFolder());
        };
    }

    /** Whom the printed login link is for, so that the page has the same chats; where no link is printed, the user of the machine. */
    private UserId user() {
        String name = flags.get("--user");
        if (name == null) {
            return settings.tokenKeys() == null ? Serve.STARTER : userOfTheMachine();
        }
        try {
            return new UserId(name);
        } catch (ChatException.Invalid invalid) {
            throw new SettingException(
                    "--user must have 1 to 128 characters out of letters, digits and . _ @ : | + / = -.");
        }
    }

    private Role role() {
        boolean starter = flags.get("--user") == null && settings.tokenKeys() == null;
        return starter ? Serve.ROLE_OF_STARTER : Role.VIEWER;
    }

    private static UserId userOfTheMachine() {
        String name = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._@-]", "-");
        return name.isEmpty() ? Serve.STARTER : new UserId(name);
    }

    /** Names are not looked up: they may mean another machine a moment later. */
    private boolean isOfThisMachine(URI server) {
        String host = server.getHost();
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return !flags.containsKey("--url")
                    || host.equalsIgnoreCase("localhost")
                    || (literal && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException malformed) {
            return false;
        }
    }
}
