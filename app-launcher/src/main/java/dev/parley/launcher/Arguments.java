package dev.parley.launcher;

import dev.parley.launcher.settings.Setting;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.SettingsTable;
import dev.parley.launcher.settings.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What was asked for on the command line.
 *
 * @param flags what was given, by the flag's name with its dashes
 * @param help what to print if help was asked for; empty otherwise
 */
record Arguments(Command command, Map<String, String> flags, String help) {
    private static final int WIDTH = 110;
    private static final String HELP = "--help";
    private static final String VERSION = "--version";

    /** The things Parley can do. */
    enum Command {
        SERVE("serve", "Starts the server. This is what happens without a command, too.", false),
        TOKEN("token", "Prints a token with which a user can log in.", false),
        CHAT("chat", "Chats with a server from the terminal, or asks it one thing.", false),
        SETTINGS("settings", "Prints the table of settings as Markdown.", true),
        REHEARSE("rehearse", "Serves a few clients of its own and ends.", true);

        private final String word;
        private final String summary;
        private final boolean hidden;

        Command(String word, String summary, boolean hidden) {
            this.word = word;
            this.summary = summary;
            this.hidden = hidden;
        }
    }

    Arguments {
        flags = Map.copyOf(flags);
    }

    /** @throws SettingException for the first argument that is not understood */
    static Arguments parse(String... arguments) {
        if (arguments.length == 0) {
            // The most frequent start of all need not wait a fifth of a second for the library.
            return new Arguments(Command.SERVE, Map.of(), "");
        }
        CommandLine line = new CommandLine(serving("parley"));
        for (Command command : Command.values()) {
            line.addSubcommand(command.word, specOf(command));
        }
        setUp(line);
        try {
            return from(line.parseArgs(arguments));
        } catch (CommandLine.ParameterException refused) {
            throw new SettingException(sentence(refused));
        }
    }

    boolean isHelpWanted() {
        return flags.containsKey(HELP);
    }

    boolean isVersionWanted() {
        return flags.containsKey(VERSION);
    }

    private static void setUp(CommandLine line) {
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(WIDTH);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }

    private static Arguments from(ParseResult top) {
        ParseResult asked = top.hasSubcommand() ? top.subcommand() : top;
        Map<String, String> flags = new HashMap<>();
        for (ParseResult part : List.of(top, asked)) {
            for (OptionSpec option : part.matchedOptions()) {
                flags.put(option.longestName(), String.valueOf(option.<Object>getValue()));
            }
        }
        Command command = Command.SERVE;
        for (Command known : Command.values()) {
            command = known.word.equals(asked.commandSpec().name()) ? known : command;
        }
        // Laying the help out takes longer than everything else here.
        String help =
                flags.containsKey(HELP) ? asked.commandSpec().commandLine().getUsageMessage() : "";
        return new Arguments(command, flags, help);
    }

    private static CommandSpec specOf(Command command) {
        return switch (command) {
            case SERVE -> serving(command.word);
            case REHEARSE -> rehearsing();
            case TOKEN -> minting();
            case CHAT -> chatting();
            case SETTINGS -> described(command, CommandSpec.create());
        };
    }

    private static CommandSpec serving(String name) {
        CommandSpec spec = CommandSpec.create();
        addSettings(spec, Set.of());
        described(Command.SERVE, spec)
                .name(name)
                .usageMessage()
                .footer("", "Each setting is an environment variable, too; a flag wins over its variable.");
        return spec;
    }

    private static CommandSpec rehearsing() {
        CommandSpec spec = CommandSpec.create();
        addSettings(spec, Set.of());
        return described(Command.REHEARSE, spec);
    }

    private static CommandSpec minting() {
        CommandSpec spec = CommandSpec.create();
        spec.addOption(text("--user", "NAME").description("the user's id").build());
        spec.addOption(text("--role", "ROLE")
                .description("viewer, analyst or admin%n(default: viewer)")
                .build());
        spec.addOption(text("--ttl", "TIME")
                .description("how long the token is valid, such as 30m, 12h or 90d%n(default: 1h)")
                .build());
        addSettings(spec, allBut(SettingsTable.ofTokens()));
        return described(Command.TOKEN, spec);
    }

    private static CommandSpec chatting() {
        CommandSpec spec = CommandSpec.create();
        spec.addOption(text("--url", "URL")
                .description("where the server is%n(default: where the settings below have it)")
                .build());
        spec.addOption(text("--token", "TOKEN")
                .description(
                        "says who you are%n(PARLEY_TOKEN, default: for a server of this machine, one that is signed with its secret)")
                .build());
        spec.addOption(text("--user", "NAME")
                .description(
                        "whom that one is for%n(default: me, as in the printed login link; with a configured secret, the user of this machine)")
                .build());
        spec.addOption(text("--session", "ID")
                .description("the chat to go on with; last = the one that was last active%n(default: a new one)")
                .build());
        spec.addOption(text("--profile", "NAME")
                .description("the agent of a new chat%n(default: the server's)")
                .build());
        spec.addOption(text("--message", "TEXT")
                .description("asks this once, prints the answer and ends; so does a standard input that is no terminal")
                .build());
        addSettings(spec, allBut(SettingsTable.ofChats()));
        described(Command.CHAT, spec)
                .usageMessage()
                .footer(
                        "",
                        "Exit codes: 0 = there was an answer; 1 = there was none, and the standard error says why; 2 = the command line is wrong.");
        return spec;
    }

    private static Set<Setting<?>> allBut(Set<Setting<?>> shown) {
        Set<Setting<?>> hidden = new HashSet<>(SettingsTable.all());
        hidden.removeAll(shown);
        return hidden;
    }

    private static CommandSpec described(Command command, CommandSpec spec) {
        spec.name(command.word)
                .addOption(OptionSpec.builder("-h", HELP)
                        .usageHelp(true)
                        .type(boolean.class)
                        .description("prints this and ends")
                        .build())
                .addOption(OptionSpec.builder("-V", VERSION)
                        .versionHelp(true)
                        .type(boolean.class)
                        .description("prints the version and ends")
                        .build());
        spec.usageMessage()
                .description(command.summary, "")
                .hidden(command.hidden)
                .sortOptions(false)
                .abbreviateSynopsis(true);
        return spec;
    }

    private static void addSettings(CommandSpec spec, Set<Setting<?>> hidden) {
        for (Setting<?> setting : SettingsTable.all()) {
            spec.addOption(text(setting.flag(), setting.label())
                    .description("%s%n(%s, default: %s)"
                            .formatted(
                                    setting.meaning().replace("%", "%%"),
                                    setting.variable(),
                                    setting.otherwise().replace("%", "%%")))
                    .hidden(hidden.contains(setting))
                    .build());
        }
    }

    private static OptionSpec.Builder text(String flag, String label) {
        return OptionSpec.builder(flag).paramLabel(label).type(String.class);
    }

    private static String sentence(CommandLine.ParameterException refused) {
        return switch (refused) {
            case CommandLine.UnmatchedArgumentException unmatched -> unknown(unmatched);
            case CommandLine.MissingParameterException missing
            when !missing.getMissing().isEmpty() -> nameOf(missing.getMissing().getFirst()) + " needs a value.";
            case CommandLine.OverwrittenOptionException twice -> nameOf(twice.getOverwritten()) + " is given twice.";
            default -> refused.getMessage() + "; parley --help lists all there is.";
        };
    }

    private static String unknown(CommandLine.UnmatchedArgumentException unmatched) {
        String argument = unmatched.getUnmatched().getFirst().split("=", 2)[0];
        List<String> known = new ArrayList<>();
        if (argument.startsWith("-")) {
            known.addAll(
                    unmatched.getCommandLine().getCommandSpec().optionsMap().keySet());
        } else {
            for (Command command : Command.values()) {
                known.add(command.word);
            }
        }
        String kind = argument.startsWith("-") ? "flag " : "command ";
        return "There is no " + kind + argument + Suggestion.afterUnknown(argument, known);
    }

    private static String nameOf(CommandLine.Model.ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
