package dev.parley.application;

import dev.parley.application.journal.Journal;
import dev.parley.application.port.Command;
import dev.parley.application.port.CommandCall;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandOutput;
import dev.parley.application.port.CommandParameter;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.SessionPage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The commands that every chat has. */
final class BuiltInCommands {
    private static final String DAYS = "days";
    private static final String FORMAT = "format";
    private static final int USUAL_DAYS = 7;
    private static final int LISTED_SESSIONS = 10;

    private static final CommandDescription HELP =
            CommandDescription.of("help", "Lists the commands.").alias("h", "?");
    private static final CommandDescription STATUS = CommandDescription.of("status", "Tells how this session stands.")
            .alias("info")
            .ofSession();
    private static final CommandDescription STAT = CommandDescription.of(
                    "stat", "Tells what is going on in the system.")
            .alias("stats");
    private static final CommandDescription RELOAD = CommandDescription.of(
                    "reload", "Counts the statistics of the journal anew from its files.")
            .alias("rebuild")
            .with(CommandParameter.optional(DAYS, "how many days back, 1 to 365; 7 if left out"))
            .from(Role.ANALYST);
    private static final CommandDescription CLEAR = CommandDescription.of(
                    "clear", "Lets the agent forget what was said so far; the history stays for people.")
            .alias("forget")
            .ofSession();
    private static final CommandDescription SESSIONS =
            CommandDescription.of("sessions", "Lists your newest sessions.").alias("list");
    private static final CommandDescription LIMITS = CommandDescription.of(
                    "limits", "Tells the limits that concern you.")
            .alias("limit");
    private static final CommandDescription EXPORT = CommandDescription.of(
                    "export", "Gives a link to download this session.")
            .alias("download")
            .with(CommandParameter.optional(FORMAT, "the form; markdown if left out")
                    .oneOf("markdown", "json", "jsonl"))
            .ofSession();
    private static final CommandDescription PAUSE =
            CommandDescription.of("pause", "Lets this session rest.").ofSession();
    private static final CommandDescription RESUME = CommandDescription.of("resume", "Goes on with this session.")
            .alias("continue")
            .ofSession();

    /** All of them. */
    static final List<CommandDescription> DESCRIPTIONS =
            List.of(HELP, STATUS, STAT, RELOAD, CLEAR, SESSIONS, LIMITS, EXPORT, PAUSE, RESUME);

    private final Sessions sessions;
    private final Histories histories;
    private final Statistics statistics;
    private final RateLimits rates;
    private final ChatLimits limits;

    BuiltInCommands(
            Sessions sessions, Histories histories, Statistics statistics, RateLimits rates, ChatLimits limits) {
        this.sessions = sessions;
        this.histories = histories;
        this.statistics = statistics;
        this.rates = rates;
        this.limits = limits;
    }

    /** Whether a command of this name costs nothing: how long one has to wait must never be refused. */
    static boolean isFree(String name) {
        return LIMITS.name().equals(name) || LIMITS.aliases().contains(name);
    }

    /** @param known all commands that a caller may run, told by {@code /help} */
    List<Command> all(Function<Caller, List<CommandDescription>> known) {
        return List.of(
                Command.of(HELP, call -> help(known.apply(call.caller()))),
                Command.of(STATUS, this::status),
                Command.of(STAT, call -> stat()),
                Command.of(RELOAD, this::reload),
                Command.of(CLEAR, this::clear),
                Command.of(SESSIONS, this::sessions),
                Command.of(LIMITS, this::limits),
                Command.of(EXPORT, this::export),
                Command.of(PAUSE, call -> changed(sessions.pause(call.caller(), call.requireSession()), "is paused")),
                Command.of(
                        RESUME,
                        call -> changed(
                                sessions.resume(call.caller(), call.requireSession(), WhenFull.REJECT), "goes on")));
    }

    private static CommandOutput help(List<CommandDescription> commands) {
        StringBuilder text = new StringBuilder("Commands:\n");
        for (CommandDescription command : commands) {
            text.append("\n- `%s`: %s".formatted(command.usage(), command.meaning()));
            if (!command.aliases().isEmpty()) {
                text.append(" Also `/%s`.".formatted(String.join("`, `/", command.aliases())));
            }
        }
        text.append("\n\nTo send a message that begins with a slash, put a space before it.");
        return new CommandOutput(
                text.toString(),
                Map.of(
                        "commands",
                        commands.stream().map(BuiltInCommands::described).toList()));
    }

    private static Map<String, Object> described(CommandDescription command) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", command.name());
        data.put("aliases", command.aliases());
        data.put("usage", command.usage());
        data.put("description", command.meaning());
        data.put("role", command.role().wireName());
        return data;
    }

    private CommandOutput status(CommandCall call) {
        SessionView view = sessions.find(call.caller(), call.requireSession());
        Session session = view.session();
        ContextWindow context = histories.context(call.caller(), session.id());
        StringBuilder text = new StringBuilder("**%s** is %s; you are its %s."
                .formatted(
                        titleOf(session),
                        session.status().wireName(),
                        view.access().wireName()));
        text.append("\n\n- Agent: ").append(session.agent().activity().wireName());
        if (session.agent().waitingFor() != null) {
            text.append(", waits for an answer to the question ")
                    .append(session.agent().waitingFor());
        }
        text.append("\n- Open turns: ").append(view.openTurns().size());
        for (Turn turn : view.openTurns()) {
            text.append("\n  - %s, asked by %s"
                    .formatted(
                            turn.status().wireName(),
                            Wording.plain(turn.author().value())));
        }
        text.append("\n- Messages: ").append(Wording.number(session.messageCount()));
        text.append("\n- The agent sees %s of them, %s tokens (at most %s messages and %s tokens)"
                .formatted(
                        Wording.number(context.messages().size()),
                        Wording.number(context.tokens()),
                        Wording.number(limits.contextMessages()),
                        Wording.number(limits.contextTokens())));
        if (session.contextAfter() > 0) {
            text.append(", nothing from before it was cleared");
        }
        return new CommandOutput(text.append('.').toString(), statusData(view, context));
    }

    private static Map<String, Object> statusData(SessionView view, ContextWindow context) {
        Session session = view.session();
        Map<String, Object> agent = new LinkedHashMap<>();
        agent.put("activity", session.agent().activity().wireName());
        if (session.agent().waitingFor() != null) {
            agent.put("waiting_for", session.agent().waitingFor().toString());
        }
        Map<String, Object> data = sessionData(session);
        data.put("access", view.access().wireName());
        data.put("agent", agent);
        data.put(
                "turns",
                view.openTurns().stream()
                        .map(turn -> Map.of(
                                "turn_id", turn.id().toString(),
                                "author_id", turn.author().value(),
                                "status", turn.status().wireName()))
                        .toList());
        data.put(
                "context",
                Map.of(
                        "messages", context.messages().size(),
                        "tokens", context.tokens(),
                        "dropped_messages", context.droppedMessages()));
        data.put("context_after", session.contextAfter());
        return data;
    }

    private static Map<String, Object> sessionData(Session session) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("session_id", session.id().toString());
        data.put("title", session.title().value());
        data.put("status", session.status().wireName());
        data.put("message_count", session.messageCount());
        data.put("last_active_at", session.lastActiveAt().toString());
        return data;
    }

    private CommandOutput stat() {
        SystemStatistics system = statistics.system();
        return new CommandOutput(
                StatisticsTold.text(system, statistics.journal()), StatisticsTold.data(system, statistics.journal()));
    }

    private CommandOutput reload(CommandCall call) {
        Journal journal = statistics
                .journal()
                .orElseThrow(() -> new ChatException.Conflict(
                        ErrorCode.INVALID_STATE, "This server keeps no journal, so there is nothing to count anew."));
        int days = call.argument(DAYS).map(text -> days(call, text)).orElse(USUAL_DAYS);
        Journal.Rebuilding begun = journal.rebuild(days);
        return new CommandOutput(
                "The statistics are counted anew from the last %d days; `/stat` tells how far that is.".formatted(days),
                StatisticsTold.data(begun));
    }

    private static int days(CommandCall call, String text) {
        if (text.matches("[0-9]{1,3}")) {
            int days = Integer.parseInt(text);
            if (days >= 1 && days <= EventJournal.MAXIMUM_DAYS) {
                return days;
            }
        }
        throw call.invalid("days must be a number from 1 to " + EventJournal.MAXIMUM_DAYS);
    }

    private CommandOutput clear(CommandCall call) {
        Session cleared =
                sessions.clearContext(call.caller(), call.requireSession()).session();
        return new CommandOutput(
                "The agent has forgotten what was said so far. You can still read it above.",
                Map.of("session_id", cleared.id().toString(), "context_after", cleared.contextAfter()));
    }

    private CommandOutput sessions(CommandCall call) {
        SessionPage page = sessions.list(call.caller(), null, null, LISTED_SESSIONS, 0);
        List<Session> listed =
                page.items().stream().map(found -> found.session()).toList();
        StringBuilder text = new StringBuilder(
                listed.isEmpty()
                        ? "You have no sessions."
                        : "The newest %d of your %s sessions:\n"
                                .formatted(listed.size(), Wording.number(page.total())));
        for (Session session : listed) {
            text.append("\n- **%s**, %s, %s messages, last used %s (`%s`)"
                    .formatted(
                            titleOf(session),
                            session.status().wireName(),
                            Wording.number(session.messageCount()),
                            session.lastActiveAt(),
                            session.id()));
        }
        return new CommandOutput(
                text.toString(),
                Map.of(
                        "sessions",
                        listed.stream().map(BuiltInCommands::sessionData).toList(),
                        "total",
                        page.total()));
    }

    private CommandOutput limits(CommandCall call) {
        return LimitsTold.output(limits, rates.status(call.caller(), call.session()));
    }

    /** A link, since a session may be longer than anybody wants in a chat. */
    private CommandOutput export(CommandCall call) {
        SessionId id = call.requireSession();
        Session session = sessions.find(call.caller(), id).session();
        String format = call.argument(FORMAT).orElse("markdown");
        String link = "/api/sessions/%s/export?format=%s".formatted(id, format);
        return new CommandOutput(
                "[Download the %s messages as %s](%s)".formatted(Wording.number(session.messageCount()), format, link),
                Map.of(
                        "session_id",
                        id.toString(),
                        "format",
                        format,
                        "link",
                        link,
                        "message_count",
                        session.messageCount()));
    }

    private static CommandOutput changed(SessionView view, String what) {
        return new CommandOutput("The session %s.".formatted(what), sessionData(view.session()));
    }

    private static String titleOf(Session session) {
        return session.title().value().isEmpty()
                ? "Untitled"
                : Wording.plain(session.title().value());
    }
}
