package dev.parley.application.testkit;

import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.StartSession;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Removes somebody from a session, over and over, while they watch it, read it and write in it on whatever node. Once the removal was
 * acknowledged, nothing of theirs may be accepted, and they may be given nothing of what came later.
 */
public final class RemovalRace {
    private static final int PATIENCE_SECONDS = 60;
    private static final int MOST_WRITES_BEFORE = 60;
    private static final int MOST_MESSAGES = 20;

    /** What is said when nobody may tell the one who was removed. */
    private static final String LATER = "not for those who were removed";

    private static final ChatLimits LIMITS = ChatLimits.defaults().toBuilder()
            .activeSessionsPerUser(0)
            .queuedTurns(MOST_MESSAGES)
            .build();

    private final Random random;
    private final List<Parley> nodes;
    private final Map<SessionId, Long> departures;

    /**
     * What happened.
     *
     * @param accepted how often the one who was removed wrote something before that
     * @param frames what they were shown
     * @param readings how often they read something beside
     * @param cutShort rounds in which they were removed in the middle of writing: another attempt began before, and ended after
     */
    public record Report(int accepted, int frames, int readings, int cutShort) {
        private Report plus(Report other) {
            return new Report(
                    accepted + other.accepted,
                    frames + other.frames,
                    readings + other.readings,
                    cutShort + other.cutShort);
        }
    }

    private RemovalRace(List<Parley> nodes, Map<SessionId, Long> departures, long seed) {
        this.nodes = nodes;
        this.departures = departures;
        this.random = new Random(seed);
    }

    /**
     * @param storages the storage as each node sees it; one and the same for nodes in one process
     * @throws AssertionError if anything is wrong, naming seed and round
     */
    public static Report run(List<Storage> storages, long seed, int rounds) throws Exception {
        Map<SessionId, Long> departures = new ConcurrentHashMap<>();
        storages.forEach(storage -> storage.bus().listen(new Auditor(departures)));
        List<Parley> nodes = storages.stream()
                .map(storage -> Parley.builder()
                        .storage(storage)
                        .model(new ScriptedModel())
                        .limits(LIMITS)
                        .build())
                .toList();
        Report all = new Report(0, 0, 0, 0);
        int round = 0;
        try {
            RemovalRace race = new RemovalRace(nodes, departures, seed);
            for (; round < rounds; round++) {
                all = all.plus(race.new Round(round).run());
            }
            return all;
        } catch (AssertionError wrong) {
            throw new AssertionError("seed %d, round %d: %s".formatted(seed, round, wrong.getMessage()), wrong);
        } finally {
            nodes.forEach(Parley::close);
        }
    }

    /** Notes where somebody left, before whoever removed them is told that it is done. */
    private record Auditor(Map<SessionId, Long> departures) implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            for (Event event : known) {
                if (event.payload() instanceof EventPayload.ParticipantLeft) {
                    departures.put(id, event.seq());
                }
            }
        }

        @Override
        public void onSignal(Signal signal) {}
    }

    private Parley anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** One removal. */
    private final class Round {
        private final Caller owner = Caller.of("owner-" + Given.IDS.next());
        private final Caller editor = Caller.of("editor-" + Given.IDS.next());
        private final SessionId session;
        private final CountDownLatch written;
        private final CountDownLatch shown = new CountDownLatch(1);
        private final CountDownLatch seen = new CountDownLatch(1);
        private final Queue<Long> accepted = new ConcurrentLinkedQueue<>();
        private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
        private volatile boolean writing;
        private volatile boolean removed;
        private volatile boolean cutShort;
        private volatile int frames;
        private volatile int readings;

        Round(int number) {
            session = nodes.getFirst()
                    .sessions()
                    .start(owner, StartSession.PLAIN)
                    .session()
                    .id();
            nodes.getFirst().sessions().share(owner, session, editor.user(), Access.EDITOR);
            written = new CountDownLatch(1 + random.nextInt(MOST_WRITES_BEFORE));
        }

        Report run() throws Exception {
            Parley writing = anyNode();
            Parley watching = anyNode();
            Parley reading = anyNode();
            Parley removing = anyNode();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = List.of(
                        threads.submit(() -> write(writing)),
                        threads.submit(() -> watch(watching)),
                        threads.submit(() -> read(reading)));
                awaitOthers();
                require(written.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing was written");
                remove(removing);
                for (Future<?> one : all) {
                    one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
            }
            check();
            return new Report(accepted.size(), frames, readings, cutShort ? 1 : 0);
        }

        private void remove(Parley node) {
            node.sessions().unshare(owner, session, editor.user());
            cutShort = writing;
            removed = true;
            publish(node, owner, LATER);
            say(node, owner, LATER);
            node.feedback().ask(owner, session, null, AskFeedback.of(LATER, FeedbackKind.FreeText.any()));
            node.sessions().update(owner, session, new Title(LATER), null);
        }

        private Position publish(Parley node, Caller caller, String text) {
            JsonText payload = new JsonText("\"" + text + "\"");
            return node.conversations().publish(caller, session, new EventPayload.Custom("race", payload));
        }

        private Position say(Parley node, Caller caller, String text) {
            PostMessage message =
                    new PostMessage(new MessageId(Given.IDS.next()), UserText.parse(text, LIMITS), IfBusy.ENQUEUE);
            return node.conversations().post(caller, session, message).position();
        }

        /** Writes until it is refused. */
        private void write(Parley node) {
            for (int i = 0; ; i++) {
                if (i == MOST_MESSAGES) {
                    awaitOthers();
                }
                boolean wasRemoved = removed;
                writing = true;
                try {
                    Position position = i % 4 == 3 && i < MOST_MESSAGES
                            ? say(node, editor, "mine " + i)
                            : publish(node, editor, "mine " + i);
                    accepted.add(position.seq());
                    if (wasRemoved) {
                        complaints.add("accepted after the removal: " + position);
                        return;
                    }
                } catch (ChatException.NotFound lost) {
                    return;
                } finally {
                    writing = false;
                    written.countDown();
                }
            }
        }

        /** Whoever writes does not run away from those who read. */
        private void awaitOthers() {
            try {
                for (CountDownLatch begun : List.of(shown, seen)) {
                    require(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing was shown or read");
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        /** Watches to the end. */
        private void watch(Parley node) {
            long last = 0;
            int count = 0;
            try (Subscription watched = node.histories().watch(editor, session, Position.START, () -> {})) {
                while (!watched.isOver() && complaints.isEmpty()) {
                    for (SharedFrame shared : watched.await(Duration.ofSeconds(PATIENCE_SECONDS))) {
                        count++;
                        shown.countDown();
                        complainOf(shared.frame().toString(), "shown");
                        if (shared.frame() instanceof Frame.EventFrame(Position position, Event event)) {
                            if (last >= event.seq()) {
                                complaints.add("shown twice: " + event);
                            }
                            last = event.seq();
                        }
                    }
                }
            } catch (ChatException.NotFound lostBefore) {
                // removed before the watch began
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            frames = count;
        }

        /** Reads whatever can be read until it is refused. */
        private void read(Parley node) {
            int count = 0;
            try {
                while (true) {
                    boolean wasRemoved = removed;
                    for (String text : List.of(
                            node.sessions().find(editor, session).toString(),
                            node.histories()
                                    .page(editor, new MessageQuery(session, 0, Long.MAX_VALUE, false, 20, 0))
                                    .toString(),
                            node.histories().context(editor, session).toString(),
                            node.feedback().list(editor, session, null, 20, 0).toString(),
                            logOf(node))) {
                        count++;
                        complainOf(text, "read");
                    }
                    seen.countDown();
                    if (wasRemoved) {
                        complaints.add("let in after the removal");
                        return;
                    }
                }
            } catch (ChatException.NotFound lost) {
                String listed = node.sessions().list(editor, null, null, 20, 0).toString()
                        + node.feedback().inbox(editor, null, 20, 0);
                if (listed.contains(session.toString())) {
                    complaints.add("listed after the removal: " + listed);
                }
            }
            readings = count;
        }

        private String logOf(Parley node) {
            List<String> frames = new ArrayList<>();
            node.histories()
                    .log(editor, session, Position.START)
                    .frames()
                    .forEach(shared -> frames.add(shared.frame().toString()));
            return frames.toString();
        }

        private void complainOf(String text, String how) {
            if (text.contains(LATER)) {
                complaints.add(how + " what came later: " + text);
            }
        }

        private void check() {
            require(complaints.isEmpty(), String.valueOf(complaints.peek()));
            long left = Objects.requireNonNull(departures.get(session), "nobody told of the removal");
            accepted.forEach(seq -> require(seq < left, "accepted at " + seq + ", removed at " + left));
        }

        private static void require(boolean holds, String complaint) {
            if (!holds) {
                throw new AssertionError(complaint);
            }
        }
    }
}
