package dev.parley.application.testkit;

import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A stress test with a checker. On several nodes that share a storage and hear of each other through unreliable hints, writers post, stop,
 * pause and publish, while readers come, stall, go and come again from any earlier position, also from the middle of answers. Then
 * everything is compared: no event was lost, doubled or reordered for any reader, every text is the one the model gave, every message
 * has one turn, every turn one end, and no session's agent ran twice at once.
 */
public final class ConversationStorm {
    private static final int SESSIONS = 4;
    private static final int WRITERS = 4;
    private static final int READERS_PER_SESSION = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MODEL = "storm";
    private static final Caller OWNER = Caller.of("storm-" + Given.IDS.next());

    private final long seed;
    private final Duration duration;
    private final @Nullable SettableTime time;
    private final Storage storage;
    private final ModelDay usedBefore;
    private final Model model = new Model();
    private final List<Parley> nodes = new ArrayList<>();
    private final List<UnreliableBus> buses = new ArrayList<>();
    private final List<SessionId> sessions = new ArrayList<>();
    private final Map<SessionId, NavigableMap<Long, Event>> logs = new ConcurrentHashMap<>();
    private final Map<SessionId, Map<MessageId, TurnId>> accepted = new ConcurrentHashMap<>();
    private final List<Reader> readers = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long deadline;

    /**
     * What happened.
     *
     * @param events events in all logs
     * @param turns turns that ended
     * @param readings how often a reader came
     * @param frames frames that all readers got
     * @param resets how often a reader had to begin with a snapshot
     * @param atOnce the most answers that the model gave at once in one session
     */
    public record Report(long events, int turns, int readings, int frames, int resets, int atOnce) {}

    private ConversationStorm(List<Storage> storages, long seed, Duration duration, @Nullable SettableTime time) {
        this.seed = seed;
        this.duration = duration;
        this.time = time;
        this.storage = storages.getFirst();
        this.usedBefore = used();
        this.deadline = System.nanoTime() + duration.toNanos();
        ChatLimits limits = ChatLimits.defaults().toBuilder()
                .activeSessionsPerUser(0)
                .queuedTurns(20)
                .messagesPerSession(0)
                .toolRounds(3)
                .build();
        for (Storage own : storages) {
            own.bus().listen(new Auditor());
            UnreliableBus bus = new UnreliableBus(own.bus()).mood(UnreliableBus.Mood.random(new Random(seed)));
            buses.add(bus);
            nodes.add(Parley.builder()
                    .storage(new Storage(own.sessions(), own.drafts(), own.turns(), bus, own.tasks()))
                    .model(model)
                    .limits(limits)
                    .time(time == null ? InstantSource.system() : time)
                    .build());
        }
    }

    /**
     * Runs a storm in which all nodes are well.
     *
     * @param storages the storage as each node sees it; one and the same for nodes in one process
     * @throws AssertionError if anything is wrong, naming the seed
     */
    public static Report blow(List<Storage> storages, long seed, Duration duration) throws InterruptedException {
        return new ConversationStorm(storages, seed, duration, null).run();
    }

    /**
     * Runs a storm in which nodes lose their leases time and again, and go on without knowing it.
     *
     * @param time the storage's clock, which is moved on by more than a lease now and then
     */
    public static Report blowWithPauses(List<Storage> storages, long seed, Duration duration, SettableTime time)
            throws InterruptedException {
        return new ConversationStorm(storages, seed, duration, time).run();
    }

    private Report run() throws InterruptedException {
        try {
            for (int i = 0; i < SESSIONS; i++) {
                SessionId id = nodes.getFirst()
                        .sessions()
                        .start(OWNER, StartSession.PLAIN)
                        .session()
                        .id();
                sessions.add(id);
                accepted.put(id, new ConcurrentHashMap<>());
            }
            rage();
            calm();
            check();
            return report();
        } catch (AssertionError wrong) {
            throw new AssertionError("seed " + seed + ": " + wrong.getMessage(), wrong);
        } finally {
            nodes.forEach(Parley::close);
        }
    }

    private void rage() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed * 31 + i);
            threads.add(start("writer", () -> write(random)));
        }
        for (int i = 0; i < SESSIONS * READERS_PER_SESSION; i++) {
            Reader reader = new Reader(sessions.get(i % SESSIONS), new Random(seed * 37 + i));
            readers.add(reader);
            threads.add(start("reader", reader::readForAWhile));
        }
        Random random = new Random(seed * 41);
        threads.add(start("weather", () -> disturb(random)));
        for (Thread thread : threads) {
            thread.join(duration.plus(PATIENCE));
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " is stuck");
            }
        }
        requireNoFailure();
    }

    private Thread start(String name, Action action) {
        return Thread.ofVirtual().name("storm-" + name).start(() -> {
            try {
                while (System.nanoTime() < deadline && failure.get() == null) {
                    action.perform();
                }
            } catch (Throwable wrong) {
                failure.compareAndSet(null, wrong);
            }
        });
    }

    @FunctionalInterface
    private interface Action {
        void perform() throws Exception;
    }

    private void requireNoFailure() {
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new AssertionError(wrong.toString(), wrong);
        }
    }

    private Parley node(Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    // Writers

    private void write(Random random) {
        Parley node = node(random);
        SessionId session = sessions.get(random.nextInt(SESSIONS));
        try {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> post(node, session, random, random.nextInt(3) == 0 ? known(session) : null);
                case 4, 5 -> node.turns().stop(OWNER, session, null);
                case 6 -> stopWaiting(node, session);
                case 7 -> node.sessions().pause(OWNER, session);
                case 8 -> node.sessions().resume(OWNER, session, WhenFull.REJECT);
                case 9 -> node.conversations().typing(OWNER, session, random.nextBoolean());
                default ->
                    node.conversations().publish(OWNER, session, (EventPayload.Custom) Given.custom(random.nextInt()));
            }
        } catch (ChatException.Conflict busyOrFull) {
            // is an answer too
        }
        LockSupport.parkNanos(random.nextInt(2_000_000));
    }

    private @Nullable MessageId known(SessionId session) {
        return accepted.get(session).keySet().stream().findAny().orElse(null);
    }

    private void post(Parley node, SessionId session, Random random, @Nullable MessageId again) {
        MessageId id = again == null ? Given.messageId() : again;
        IfBusy ifBusy = IfBusy.values()[random.nextInt(IfBusy.values().length)];
        UserText text = UserText.parse("Message " + id, node.limits());
        var result = node.conversations().post(OWNER, session, new PostMessage(id, text, ifBusy));
        TurnId before = accepted.get(session).putIfAbsent(id, result.turn().id());
        require(before == null || before.equals(result.turn().id()), "one turn for " + id);
        require(result.duplicate() || again == null, "no second effect of " + id);
    }

    private void stopWaiting(Parley node, SessionId session) {
        List<Turn> open = node.sessions().find(OWNER, session).openTurns();
        if (!open.isEmpty()) {
            node.turns().stop(OWNER, session, open.getLast().id());
        }
    }

    /** Delivers late hints, sweeps, and lets leases expire. */
    private void disturb(Random random) {
        buses.forEach(bus -> bus.deliverHeld(random));
        LockSupport.parkNanos(random.nextInt(20_000_000));
        if (time != null && random.nextInt(5) == 0) {
            time.advance(Duration.ofSeconds(16));
        }
        node(random).housekeeping().sweep();
    }

    // Readers

    /** Reads one session, keeps some of its states, and comes again from any of them. */
    private final class Reader {
        private final SessionId session;
        private final Random random;
        private final List<ReadingClient> states = new ArrayList<>();
        private int readings;
        private int frames;

        Reader(SessionId session, Random random) {
            this.session = session;
            this.random = random;
            states.add(time == null ? new ReadingClient() : ReadingClient.whereNodesDie());
        }

        void readForAWhile() throws InterruptedException {
            ReadingClient client = anyState();
            read(client, 1 + random.nextInt(40), false);
            states.add(client);
            if (states.size() > 12) {
                states.remove(random.nextInt(states.size()));
            }
        }

        private ReadingClient anyState() {
            ReadingClient state = random.nextInt(3) > 0 ? states.getLast() : states.get(random.nextInt(states.size()));
            int offset = state.position().offset();
            return offset > 0 && random.nextBoolean() ? state.cutTo(random.nextInt(offset + 1)) : state.copy();
        }

        private void read(ReadingClient client, int times, boolean toTheEnd) throws InterruptedException {
            readings++;
            try (Subscription subscription =
                    node(random).histories().watch(OWNER, session, client.position(), () -> {})) {
                for (int i = 0; i < times || toTheEnd; i++) {
                    List<SharedFrame> news = toTheEnd ? subscription.poll() : subscription.await(Duration.ofMillis(20));
                    client.take(news);
                    frames += news.size();
                    if (toTheEnd && news.isEmpty()) {
                        return;
                    }
                    if (!toTheEnd && random.nextInt(8) == 0) {
                        LockSupport.parkNanos(random.nextInt(10_000_000));
                    }
                }
            }
        }

        /** Every state that was kept is read to the end of the log and compared with it. */
        void check() throws InterruptedException {
            for (ReadingClient state : states) {
                ReadingClient client = state.copy();
                read(client, 0, true);
                compare(client);
            }
        }

        private void compare(ReadingClient client) {
            NavigableMap<Long, Event> log = logs.get(session);
            require(client.position().seq() == log.lastKey(), "the end of the log, not " + client.position());
            require(client.openAnswer() == null, "no open answer");
            List<Event> events = client.events();
            if (!events.isEmpty()) {
                List<Event> expected =
                        List.copyOf(log.tailMap(events.getFirst().seq(), true).values());
                require(events.equals(expected), "the events of the log");
            }
            require(client.resets() > 0 || events.size() == log.size(), "the whole log");
            for (Message known : client.messages()) {
                Message stored = storage.sessions()
                        .history(new MessageQuery(session, known.seq() - 1, known.seq() + 1, true, 1, 0))
                        .items()
                        .getFirst();
                require(known.equals(stored), "the stored message " + stored + ", not " + known);
            }
        }
    }

    /** Hears of all events as they are committed, in whatever order. */
    private final class Auditor implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            NavigableMap<Long, Event> log = logs.computeIfAbsent(id, session -> new ConcurrentSkipListMap<>());
            for (Event event : known) {
                Event before = log.putIfAbsent(event.seq(), event);
                if (before != null && !before.equals(event)) {
                    failure.compareAndSet(null, new AssertionError("two events " + before + " and " + event));
                }
            }
        }

        @Override
        public void onSignal(Signal signal) {}
    }

    // The end

    private void calm() throws InterruptedException {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        for (SessionId session : sessions) {
            if (storage.sessions().find(session).orElseThrow().status() == SessionStatus.PAUSED) {
                nodes.getFirst().sessions().resume(OWNER, session, WhenFull.REJECT);
            }
        }
        while (!isQuiet()) {
            require(System.nanoTime() < patience, "all turns to end");
            nodes.forEach(node -> node.housekeeping().sweep());
            LockSupport.parkNanos(5_000_000);
        }
        buses.forEach(bus -> bus.mood(UnreliableBus.Mood.reliable()));
        for (SessionId session : sessions) {
            nodes.forEach(node -> node.conversations().publish(OWNER, session, (EventPayload.Custom) Given.custom(-1)));
        }
    }

    private boolean isQuiet() {
        return sessions.stream()
                        .allMatch(
                                session -> storage.sessions().openTurns(session).isEmpty())
                && nodes.stream().allMatch(node -> node.runningTurns() == 0);
    }

    private void check() throws InterruptedException {
        requireNoFailure();
        for (SessionId session : sessions) {
            checkLog(session);
        }
        checkUsage();
        for (Reader reader : readers) {
            reader.check();
        }
        require(time != null || model.mostAtOnce.get() <= 1, "one answer at a time");
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (nodes.stream().anyMatch(node -> node.openFeeds() > 0)) {
            require(System.nanoTime() < patience, "no feed without a user");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What was counted is what the answers say, each of them once. */
    private void checkUsage() {
        List<AssistantMessage> counted = sessions.stream()
                .flatMap(session -> storage.sessions().latestMessages(session, Integer.MAX_VALUE).stream())
                .filter(AssistantMessage.class::isInstance)
                .map(AssistantMessage.class::cast)
                .filter(answer -> answer.model() != null)
                .toList();
        ModelDay now = used();
        require(now.answers() - usedBefore.answers() == counted.size(), "each answer counted once");
        require(
                now.promptTokens() - usedBefore.promptTokens()
                        == counted.stream()
                                .mapToLong(answer -> answer.usage().promptTokens())
                                .sum(),
                "all tokens read");
        require(
                now.completionTokens() - usedBefore.completionTokens()
                        == counted.stream()
                                .mapToLong(answer -> answer.usage().completionTokens())
                                .sum(),
                "all tokens written");
    }

    private ModelDay used() {
        LocalDate first = LocalDate.EPOCH;
        List<ModelDay> days = storage.sessions().usage(OWNER.user(), first, LocalDate.of(2999, 12, 31));
        return days.stream()
                .reduce(
                        new ModelDay(first, MODEL, 0, 0, 0),
                        (one, other) -> new ModelDay(
                                first,
                                MODEL,
                                one.answers() + other.answers(),
                                one.promptTokens() + other.promptTokens(),
                                one.completionTokens() + other.completionTokens()));
    }

    private void checkLog(SessionId id) {
        List<Event> log = List.copyOf(logs.get(id).values());
        Session session = storage.sessions().find(id).orElseThrow();
        require(log.getFirst().seq() == 1 && log.getLast().seq() == session.lastSeq(), "the whole log");
        LogRules rules = LogRules.check(log);
        rules.requireRest();
        List<Message> messages = storage.sessions().latestMessages(id, Integer.MAX_VALUE);
        require(messages.size() == session.messageCount(), "as many messages as counted");
        Map<MessageId, TurnId> expected = accepted.get(id);
        List<UserMessage> questions = messages.stream()
                .filter(UserMessage.class::isInstance)
                .map(UserMessage.class::cast)
                .toList();
        require(questions.size() == expected.size(), "each accepted message once");
        for (UserMessage question : questions) {
            require(question.turnId().equals(expected.get(question.id())), "the turn of " + question);
            require(rules.endedTurns().contains(question.turnId()), "an end of the turn of " + question);
        }
        messages.stream()
                .filter(AssistantMessage.class::isInstance)
                .forEach(answer -> checkText((AssistantMessage) answer));
    }

    /** What is stored is what the model said; of an answer that another node cut off, a part of it. */
    private void checkText(AssistantMessage answer) {
        require(answer.status() != MessageStatus.STREAMING, "an end of " + answer);
        List<String> said = model.said(answer.turnId());
        boolean cutOff = time != null && answer.status() != MessageStatus.COMPLETED;
        boolean known = answer.text().isEmpty() && answer.status() != MessageStatus.COMPLETED
                || said.stream()
                        .anyMatch(text -> cutOff
                                ? text.startsWith(answer.text())
                                : text.equals(answer.text()) || text.equals(answer.text() + lastUnit(text)));
        require(known, "one of the texts " + said + " in " + answer);
    }

    /** Half a character at the end of a text that was cut off is not shown. */
    private static String lastUnit(String text) {
        boolean half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.substring(text.length() - 1) : "";
    }

    private Report report() {
        return new Report(
                logs.values().stream().mapToLong(Map::size).sum(),
                accepted.values().stream().mapToInt(Map::size).sum(),
                readers.stream().mapToInt(reader -> reader.readings).sum(),
                readers.stream().mapToInt(reader -> reader.frames).sum(),
                readers.stream()
                        .flatMap(reader -> reader.states.stream())
                        .mapToInt(ReadingClient::resets)
                        .sum(),
                model.mostAtOnce.get());
    }

    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new AssertionError("expected " + expected);
        }
    }

    /** Says something else each time, in odd pieces; sometimes slowly, sometimes with a tool, sometimes it fails. Notes what it said. */
    private final class Model implements LanguageModel {
        private final Map<SessionId, AtomicInteger> running = new ConcurrentHashMap<>();
        private final Map<TurnId, List<StringBuilder>> said = new ConcurrentHashMap<>();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();

        List<String> said(TurnId turn) {
            List<StringBuilder> texts = said.getOrDefault(turn, List.of());
            synchronized (texts) {
                return texts.stream().map(StringBuilder::toString).toList();
            }
        }

        @Override
        public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
            Random random = new Random(seed * 43 + calls.incrementAndGet());
            StringBuilder text = new StringBuilder();
            List<StringBuilder> texts =
                    said.computeIfAbsent(prompt.turnId(), turn -> Collections.synchronizedList(new ArrayList<>()));
            synchronized (texts) {
                texts.add(text);
            }
            AtomicInteger here = running.computeIfAbsent(prompt.session().id(), id -> new AtomicInteger());
            mostAtOnce.accumulateAndGet(here.incrementAndGet(), Math::max);
            try {
                speak(sink, random, text);
                if (random.nextInt(15) == 0) {
                    throw new ChatException.Unavailable(
                            ErrorCode.MODEL_UNAVAILABLE, "The model fails, as the test wants it.", Duration.ZERO);
                }
                boolean tool = random.nextInt(6) == 0;
                return new Reply(
                        tool ? List.of(new ToolCall("call", "tool", "{}", null)) : List.of(),
                        MODEL,
                        new TokenUsage(7, text.length()));
            } finally {
                here.decrementAndGet();
            }
        }

        private void speak(TextSink sink, Random random, StringBuilder text) throws InterruptedException {
            String whole = (random.nextInt(100_000) + " äöü 漢字 😀😀 ").repeat(1 + random.nextInt(6));
            boolean slow = random.nextInt(3) == 0;
            int from = 0;
            while (from < whole.length()) {
                int to = Math.min(whole.length(), from + random.nextInt(6));
                String piece = whole.substring(from, to);
                sink.append(piece);
                synchronized (text) {
                    text.append(piece);
                }
                if (random.nextInt(4) == 0) {
                    sink.report(new TokenReport(MODEL, new TokenUsage(7, text.length())));
                }
                from = to;
                if (slow) {
                    Thread.sleep(Duration.ofNanos(random.nextInt(4_000_000)));
                } else if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
