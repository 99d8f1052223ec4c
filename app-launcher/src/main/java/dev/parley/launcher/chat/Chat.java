package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.News;
import dev.parley.launcher.client.ParleyClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A conversation at a terminal. Everything happens on the client's thread, one after the other: what comes from the server, and what people
 * type. Only {@link #run} waits for lines, on the thread that calls it.
 */
final class Chat {
    private static final Duration TWICE = Duration.ofSeconds(2);
    private static final long FAREWELL_MILLIS = 1_000;

    private final ChatOptions options;
    private final Screen screen;
    private final Clock clock;
    private final ParleyClient client;
    private final Replies replies;
    private final Entrance entrance;
    private final SessionLists lists;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile List<CommandName> commands = LocalCommand.names();

    private String user = "";
    private @Nullable CurrentSession current;

    /** What was typed before there was a session; null since there was one. */
    private @Nullable List<String> early = new ArrayList<>();

    private Link link = Link.NOT_YET;
    private long interruptedAt;
    private boolean interrupted;

    /** Whether there is a connection. */
    private enum Link {
        NOT_YET,
        UP,
        LOST
    }

    /**
     * What time it is.
     *
     * @param nanos for lengths of time, as {@link System#nanoTime}
     */
    record Clock(InstantSource time, ZoneId zone, LongSupplier nanos) {
        static Clock system() {
            return new Clock(InstantSource.system(), ZoneId.systemDefault(), System::nanoTime);
        }
    }

    Chat(ChatOptions options, Screen screen, Clock clock) {
        this.options = options;
        this.screen = screen;
        this.clock = clock;
        this.client = new ParleyClient(options.server(), this::take);
        this.replies = new Replies(client, this::showStatus);
        this.entrance = new Entrance(client, options);
        this.lists = new SessionLists(screen, clock.zone());
    }

    /** What can be completed. */
    List<CommandName> commands() {
        return commands;
    }

    /** Talks until somebody ends it. */
    Outcome run() {
        client.run(() -> replies.then(client.rest().get("/api/me"), this::begin, this::fail));
        try {
            while (!outcome.isDone()) {
                Input input = screen.read();
                CompletableFuture<Void> taken = new CompletableFuture<>();
                client.run(() -> {
                    try {
                        take(input);
                    } finally {
                        taken.complete(null);
                    }
                });
                taken.join();
            }
            return outcome.join();
        } finally {
            client.close();
        }
    }

    private void begin(JsonNode me) {
        user = me.path("user_id").asText();
        replies.then(client.rest().get("/api/commands"), this::learnCommands, failure -> {});
        client.connect();
        entrance.enter(this::begun, this::joined, this::fail);
    }

    private void begun(JsonNode session) {
        enter(session, true);
    }

    private void joined(JsonNode session) {
        enter(session, false);
    }

    private void learnCommands(JsonNode page) {
        List<CommandName> all = new ArrayList<>(LocalCommand.names());
        for (JsonNode command : page.path("items")) {
            all.add(new CommandName(
                    "/" + command.path("name").asText(),
                    command.path("description").asText("")));
        }
        commands = List.copyOf(all);
    }

    private void enter(JsonNode session, boolean begun) {
        var unused = leaveSession();
        CurrentSession entered = new CurrentSession(client, replies, screen, clock, user, session, begun);
        current = entered;
        screen.note("%s: session %s of %s at %s."
                .formatted(
                        begun ? "A new chat" : "The chat " + SessionLists.title(session),
                        session.path("session_id").asText(),
                        session.path("owner_id").asText(),
                        options.server().server()));
        if (early != null) {
            screen.note(
                    "/help lists the server's commands, :help those of the terminal; Ctrl-C stops an answer, Ctrl-D ends.");
        }
        entered.askQuestions();
        if (early != null) {
            List<String> waiting = early;
            early = null;
            waiting.forEach(this::say);
        }
    }

    private CompletableFuture<?> leaveSession() {
        CurrentSession left = current;
        current = null;
        return left == null ? CompletableFuture.completedFuture(null) : left.leave();
    }

    private void fail(ClientException failure) {
        finish(Outcome.failed(options.sentence(failure)));
    }

    private void finish(Outcome how) {
        outcome.complete(how);
        screen.end();
    }

    // What comes from the server.

    private void take(News news) {
        switch (news) {
            case News.Connected now -> link = Link.UP;
            case News.Disconnected now -> disconnected(now.why());
            case News.Ended ended -> fail(ended.why());
            case News.Notice notice -> showNotice(notice.notice());
            case News.OfSession told -> {
                if (current != null && isCurrent(told.sessionId())) {
                    take(told, current);
                }
            }
        }
        showStatus();
    }

    private void take(News.OfSession news, CurrentSession there) {
        if (news instanceof News.Left left) {
            current = null;
            screen.prompt(Prompt.MESSAGE);
            screen.warn("This chat is gone: " + left.why().sentence() + " :new starts another.");
        } else {
            there.take(news);
        }
    }

    private boolean isCurrent(String sessionId) {
        return current != null && current.id().equals(sessionId);
    }

    private void disconnected(ClientException why) {
        switch (link) {
            case NOT_YET -> fail(why);
            case UP -> {
                link = Link.LOST;
                screen.warn("The connection is lost; trying again.");
            }
            case LOST -> {
                // That was told.
            }
        }
    }

    private void showNotice(JsonNode notice) {
        String title = SessionLists.title(notice);
        boolean elsewhere = !isCurrent(notice.path("session_id").asText());
        switch (notice.path("kind").asText()) {
            case "feedback_requested", "feedback_reminder" -> {
                if (elsewhere) {
                    screen.note("A question waits in another chat; :questions lists it: "
                            + notice.path("question").asText(""));
                }
            }
            case "session_shared" ->
                screen.note("The chat %s is shared with you; :sessions lists it.".formatted(title));
            case "session_expiring" -> screen.note("The chat %s expires soon for want of activity.".formatted(title));
            default -> {
                // What ended elsewhere need not be told here.
            }
        }
    }

    private void showStatus() {
        if (link == Link.LOST) {
            screen.status("offline");
        } else {
            screen.status(current == null ? "" : current.status());
        }
    }

    // What people do.

    private void take(Input input) {
        switch (input) {
            case Input.Ended ended -> quit();
            case Input.Interrupted interruption -> interrupt(interruption.partial());
            case Input.Line typed -> {
                interrupted = false;
                take(typed);
            }
        }
        showStatus();
    }

    private void take(Input.Line typed) {
        switch (LocalCommand.parse(typed.text())) {
            case LocalCommand.Parsed.Known known -> execute(known.command(), known.rest());
            case LocalCommand.Parsed.Unknown unknown -> screen.warn(unknown.sentence());
            case LocalCommand.Parsed.NoCommand none -> {
                if (!typed.subject().isEmpty() && !ParleyClient.isCommand(typed.text())) {
                    answer(typed);
                } else if (!typed.text().isBlank()) {
                    say(typed.text());
                }
            }
        }
    }

    private void say(String text) {
        if (early != null) {
            early.add(text);
        } else if (current == null) {
            screen.warn("There is no chat here; :new starts one, :sessions lists yours.");
        } else {
            noteIfOffline();
            current.say(text);
        }
    }

    private void noteIfOffline() {
        if (link != Link.UP) {
            screen.note("Offline; it is sent as soon as there is a connection.");
        }
    }

    private void answer(Input.Line typed) {
        if (current == null) {
            screen.note("That question has ended meanwhile; nothing was sent.");
        } else if (current.answer(typed)) {
            noteIfOffline();
        }
    }

    private void execute(LocalCommand command, String rest) {
        switch (command) {
            case HELP -> screen.print(Style.PLAIN, LocalCommand.help());
            case SESSIONS ->
                ask(
                        SessionLists.sessionsPath(rest),
                        page -> lists.showSessions(page, current == null ? "" : current.id()));
            case SWITCH ->
                lists.idOf(rest)
                        .ifPresentOrElse(
                                this::switchTo,
                                () -> screen.warn(
                                        "Say which one: by its number in the last list of :sessions, or by its whole id."));
            case NEW -> entrance.start(rest, this::begun, refusal -> screen.warn(refusal.sentence()));
            case HISTORY -> showHistory(rest);
            case QUESTIONS -> ask("/api/feedback?limit=20", lists::showQuestions);
            case ANSWER -> takeUpQuestions();
            case LATER -> leaveForLater();
            case STOP -> {
                if (current == null || !current.stop()) {
                    screen.note("Nothing is being answered.");
                }
            }
            case QUIT -> quit();
        }
    }

    private void ask(String path, Consumer<JsonNode> answered) {
        replies.then(client.rest().get(path), answered, failure -> screen.warn(failure.sentence()));
    }

    private void switchTo(String id) {
        if (isCurrent(id)) {
            screen.note("You are there.");
            return;
        }
        entrance.join(id, this::joined, refusal -> screen.warn(refusal.sentence()));
    }

    private void showHistory(String count) {
        if (current == null || !count.matches("[0-9]{0,3}")) {
            screen.warn("Say how many messages, at most 100.");
            return;
        }
        int most = Math.clamp(count.isEmpty() ? 20 : Integer.parseInt(count), 1, 100);
        ask("/api/sessions/%s/messages?order=desc&limit=%d".formatted(current.id(), most), lists::showHistory);
    }

    private void takeUpQuestions() {
        if (current == null || !current.takeUpQuestions()) {
            screen.note("Nothing waits for your answer here; :questions looks in all chats.");
        }
    }

    private void leaveForLater() {
        if (current == null || !current.layQuestionAside()) {
            screen.note("There is no question to leave for later.");
        } else {
            screen.note("Left for later; :answer takes it up again.");
        }
    }

    /** Stops an answer, or else the line, or else everything; twice in a moment everything at once. */
    private void interrupt(String partial) {
        long now = clock.nanos().getAsLong();
        boolean again = interrupted && now - interruptedAt < TWICE.toNanos();
        interrupted = true;
        interruptedAt = now;
        if (again) {
            quit();
        } else if (current != null && current.isAnswering()) {
            current.stop();
            screen.prefill(partial);
        } else if (current != null && current.layQuestionAside()) {
            screen.note("Left for later; :answer takes it up again.");
        } else if (partial.isBlank()) {
            quit();
        }
    }

    private void quit() {
        String word = current == null ? "" : current.farewell();
        var unused = leaveSession()
                .handle((done, failure) -> word)
                .completeOnTimeout(word, FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(said -> finish(new Outcome(true, said)));
    }
}
