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
import java.util.UUID;
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
    private final Entrance entrance;
    private final SessionLists lists;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile List<CommandName> commands = LocalCommand.names();

    private String user = "";
    private @Nullable Transcript transcript;
    private @Nullable OpenQuestions questions;

    /** The session that was begun here; it is removed if nothing was said in it. */
    private String begunHere = "";

    /** What was typed before there was a session; null since there was one. */
    private @Nullable List<String> early = new ArrayList<>();

    private boolean connected;
    private boolean connectedBefore;
    private long interruptedAt;
    private boolean interrupted;

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
        this.entrance = new Entrance(client, options);
        this.lists = new SessionLists(screen, clock.zone());
    }

    /** What can be completed. */
    List<CommandName> commands() {
        return commands;
    }

    /** Talks until somebody ends it. */
    Outcome run() {
        client.run(() -> then(client.rest().get("/api/me"), this::begin, this::fail));
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
        then(client.rest().get("/api/commands"), this::learnCommands, failure -> {});
        client.connect();
        entrance.enter(this::begun, session -> enter(session, false), this::fail);
    }

    private void begun(JsonNode session) {
        enter(session, true);
        begunHere = session.path("session_id").asText();
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
        questions = new OpenQuestions(screen, user, clock.time(), clock.zone());
        transcript = new Transcript(screen, user, session, begun, questions);
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
        questions.ask();
        if (early != null) {
            List<String> waiting = early;
            early = null;
            waiting.forEach(this::say);
        }
    }

    /** One in which nothing was said is not kept. */
    private CompletableFuture<?> leaveSession() {
        Transcript left = transcript;
        transcript = null;
        questions = null;
        if (left == null) {
            return CompletableFuture.completedFuture(null);
        }
        client.leave(left.sessionId());
        return left.isEmpty() && left.sessionId().equals(begunHere)
                ? client.rest().delete("/api/sessions/" + left.sessionId())
                : CompletableFuture.completedFuture(null);
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
            case News.Connected now -> {
                connected = true;
                connectedBefore = true;
            }
            case News.Disconnected now -> disconnected(now.why());
            case News.Ended ended -> fail(ended.why());
            case News.Notice notice -> showNotice(notice.notice());
            case News.OfSession told -> {
                if (transcript != null && transcript.sessionId().equals(told.sessionId())) {
                    take(told, transcript);
                }
            }
        }
        showStatus();
    }

    private void take(News.OfSession news, Transcript current) {
        switch (news) {
            case News.Joined joined -> {
                // Whoever asked for it gets it, too.
            }
            case News.CaughtUp caughtUp -> showCaughtUp(caughtUp.events());
            case News.Reset reset -> {
                if (current.hasBegun()) {
                    screen.note("Reconnected; not all that was missed is kept, so this is how things are now.");
                }
                current.show(reset);
            }
            case News.Event event -> current.show(event);
            case News.Text text -> current.show(text);
            case News.Left left -> {
                transcript = null;
                questions = null;
                screen.prompt(Prompt.MESSAGE);
                screen.warn("This chat is gone: " + left.why().sentence() + " :new starts another.");
            }
        }
    }

    private boolean isCurrent(String sessionId) {
        return transcript != null && transcript.sessionId().equals(sessionId);
    }

    private void disconnected(ClientException why) {
        if (!connectedBefore) {
            fail(why);
        } else if (connected) {
            connected = false;
            screen.warn("The connection is lost; trying again.");
        }
    }

    private void showCaughtUp(long events) {
        screen.note(
                events == 0
                        ? "Reconnected; nothing was missed."
                        : "Reconnected, caught up %d event%s.".formatted(events, events == 1 ? "" : "s"));
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
        if (!connected && connectedBefore) {
            screen.status("offline");
        } else {
            screen.status(transcript == null ? "" : transcript.status());
        }
    }

    // What people do.

    private void take(Input input) {
        switch (input) {
            case Input.Ended ended -> quit();
            case Input.Interrupted interruption -> interrupt(interruption.partial());
            case Input.Line line -> {
                interrupted = false;
                take(line);
            }
        }
        showStatus();
    }

    private void take(Input.Line line) {
        switch (LocalCommand.parse(line.text())) {
            case LocalCommand.Parsed.Known known -> execute(known.command(), known.rest());
            case LocalCommand.Parsed.Unknown unknown -> screen.warn(unknown.sentence());
            case LocalCommand.Parsed.NoCommand none -> {
                if (!line.subject().isEmpty() && !ParleyClient.isCommand(line.text())) {
                    answer(line);
                } else if (!line.text().isBlank()) {
                    say(line.text());
                }
            }
        }
    }

    private void say(String text) {
        Transcript current = transcript;
        if (early != null) {
            early.add(text);
            return;
        }
        if (current == null) {
            screen.warn("There is no chat here; :new starts one, :sessions lists yours.");
            return;
        }
        boolean command = ParleyClient.isCommand(text);
        UUID id = UUID.randomUUID();
        if (!command) {
            current.typed(id.toString(), text);
        }
        noteIfOffline();
        then(
                client.say(current.sessionId(), text, id),
                reply -> {
                    if (command) {
                        screen.print(Style.PLAIN, reply.path("text").asText(""));
                    }
                },
                refusal -> {
                    current.untyped(id.toString());
                    refused(command, text, refusal);
                });
    }

    private void refused(boolean command, String text, ClientException refusal) {
        if (refusal.code().equals(ClientException.CONNECTION_LOST)) {
            screen.warn("It is not known whether %s was carried out: the connection broke."
                    .formatted(text.strip().split("\\s", 2)[0]));
        } else if (command) {
            screen.warn(refusal.sentence() + " :help lists the commands of the terminal.");
        } else {
            screen.warn("Not sent: " + refusal.sentence());
        }
    }

    private void noteIfOffline() {
        if (!connected) {
            screen.note("Offline; it is sent as soon as there is a connection.");
        }
    }

    private void answer(Input.Line line) {
        if (questions == null) {
            screen.note("That question has ended meanwhile; nothing was sent.");
        } else if (new Answering(client, screen, questions).take(line)) {
            noteIfOffline();
        }
    }

    private void execute(LocalCommand command, String rest) {
        switch (command) {
            case HELP -> screen.print(Style.PLAIN, LocalCommand.help());
            case SESSIONS ->
                ask(
                        SessionLists.sessionsPath(rest),
                        page -> lists.showSessions(page, transcript == null ? "" : transcript.sessionId()));
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
                if (!stop()) {
                    screen.note("Nothing is being answered.");
                }
            }
            case QUIT -> quit();
        }
    }

    private void ask(String path, Consumer<JsonNode> answered) {
        then(client.rest().get(path), answered, failure -> screen.warn(failure.sentence()));
    }

    private void switchTo(String id) {
        if (isCurrent(id)) {
            screen.note("You are there.");
            return;
        }
        entrance.join(id, session -> enter(session, false), refusal -> screen.warn(refusal.sentence()));
    }

    private void showHistory(String count) {
        if (transcript == null || !count.matches("[0-9]{0,3}")) {
            screen.warn("Say how many messages, at most 100.");
            return;
        }
        int most = Math.clamp(count.isEmpty() ? 20 : Integer.parseInt(count), 1, 100);
        ask(
                "/api/sessions/%s/messages?order=desc&limit=%d".formatted(transcript.sessionId(), most),
                lists::showHistory);
    }

    private void takeUpQuestions() {
        if (questions == null || questions.mine().isEmpty()) {
            screen.note("Nothing waits for your answer here; :questions looks in all chats.");
        } else {
            questions.takeUpAll();
        }
    }

    private void leaveForLater() {
        if (questions == null || !questions.layFirstAside()) {
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
        } else if (transcript != null && transcript.isAnswering()) {
            stop();
            screen.prefill(partial);
        } else if (questions != null && questions.layFirstAside()) {
            screen.note("Left for later; :answer takes it up again.");
        } else if (partial.isBlank()) {
            quit();
        }
    }

    /** @return false if there is nothing to stop */
    private boolean stop() {
        Transcript current = transcript;
        if (current == null || current.current().isEmpty()) {
            return false;
        }
        current.stopping();
        then(
                client.stop(current.sessionId(), current.current().get().id()),
                stopped -> {},
                refusal -> screen.warn(refusal.sentence()));
        return true;
    }

    private void quit() {
        Transcript last = transcript;
        if (last == null) {
            finish(new Outcome(true, ""));
            return;
        }
        String word = last.isEmpty()
                ? ""
                : "%s\"parley chat --session %s\" goes on with this chat."
                        .formatted(last.isAnswering() ? "The answer goes on at the server; " : "", last.sessionId());
        var unused = leaveSession()
                .handle((done, failure) -> word)
                .completeOnTimeout(word, FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(said -> finish(new Outcome(true, said)));
    }

    private void then(CompletableFuture<JsonNode> future, Consumer<JsonNode> done, Consumer<ClientException> refused) {
        client.then(
                future,
                value -> {
                    done.accept(value);
                    showStatus();
                },
                failure -> {
                    refused.accept(failure);
                    showStatus();
                });
    }
}
