package dev.parley.launcher.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** The ways to chat from where the program was started. */
public final class TerminalChat {
    private static final Set<String> DUMB = Set.of("", "dumb", "dumb-color");

    private static final String INTERRUPT = "INT";

    private final ChatOptions options;
    private final Map<String, String> environment;

    /** @param environment for {@code TERM} and {@code NO_COLOR} (no-color.org) */
    public TerminalChat(ChatOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /** Whether somebody can type. */
    public static boolean isInputTerminal() {
        return isTerminal(SystemStream.Input);
    }

    private static boolean isTerminal(SystemStream stream) {
        return TerminalBuilder.builder().getProviders(null, new IllegalStateException()).stream()
                .anyMatch(provider -> provider.isSystemStream(stream));
    }

    /** Says one thing and prints the answer. Where it does not go to a terminal it is UTF-8 and exactly what the agent said. */
    public Outcome ask(String message, PrintStream out) {
        boolean watched = isTerminal(SystemStream.Output);
        PrintStream to = watched ? out : new PrintStream(out, false, StandardCharsets.UTF_8);
        AskOnce asking = new AskOnce(options, message, to, watched ? SafeText::of : UnaryOperator.identity());
        return interruptible(asking::interrupt, asking::run);
    }

    /** Talks until somebody ends it. */
    public Outcome talk(InputStream in, PrintStream out) {
        Terminal terminal = openTerminal();
        if (terminal != null) {
            return talk(terminal);
        }
        PlainScreen screen = new PlainScreen(in, inputCharset(), out);
        try (screen) {
            return interruptible(screen::interrupt, new Chat(options, screen, Chat.Clock.system())::run);
        }
    }

    /** While it lasts, Ctrl-C does not end the process. */
    private static Outcome interruptible(Runnable onCtrlC, Supplier<Outcome> work) {
        Object before = Signals.register(INTERRUPT, onCtrlC);
        try {
            return work.get();
        } finally {
            Signals.unregister(INTERRUPT, before);
        }
    }

    private Outcome talk(Terminal terminal) {
        Chat[] chat = new Chat[1];
        boolean styled = environment.getOrDefault("NO_COLOR", "").isEmpty();
        CommandCompleter completer = new CommandCompleter(() -> chat[0] == null ? List.of() : chat[0].commands());
        try (LineScreen screen = new LineScreen(terminal, completer, styled)) {
            chat[0] = new Chat(options, screen, Chat.Clock.system());
            return chat[0].run();
        }
    }

    /** Null if lines cannot be edited here. */
    private @Nullable Terminal openTerminal() {
        if (DUMB.contains(environment.getOrDefault("TERM", "")) || !isTerminal(SystemStream.Output)) {
            return null;
        }
        // Ctrl-C would come twice: as a signal, and as the key that it is while lines are edited.
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .graphemeCluster(false)
                    .signalHandler(Terminal.SignalHandler.SIG_IGN)
                    .build();
            if (!DUMB.contains(terminal.getType())) {
                return terminal;
            }
            terminal.close();
        } catch (IOException none) {
            // Whole lines can be read all the same.
        }
        return null;
    }

    private static Charset inputCharset() {
        String name = System.getProperty("stdin.encoding", System.getProperty("native.encoding", "UTF-8"));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
