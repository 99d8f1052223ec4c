package dev.parley.memory.chat;

import dev.parley.application.Accepted;
import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.PostMessage;
import dev.parley.application.StartSession;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.LogRules;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.ScriptedTools;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A chat under test: a scripted model and a clock that is set, on in-memory storage that several nodes may share. When it is closed, no
 * feed may be left open, and the logs must obey their rules.
 */
final class Chat implements AutoCloseable {
    static final Caller ALICE = Caller.of("alice");
    static final Caller BOB = Caller.of("bob");
    static final Caller EVE = Caller.of("eve");

    static final Duration SOON = Duration.ofSeconds(20);

    final SettableTime time = new SettableTime();
    final ScriptedModel model = new ScriptedModel();
    final ScriptedTools tools = new ScriptedTools();
    final Storage storage;
    final ChatLimits limits;
    private final List<Parley> nodes = new ArrayList<>();
    private final List<SessionId> sessions = new ArrayList<>();

    /** The first node. */
    final Parley parley;

    private Chat(ChatLimits limits, int sessions, UnaryOperator<Storage> wrapping) {
        this.limits = limits;
        this.storage = wrapping.apply(InMemoryStorage.open(sessions, time));
        this.parley = node();
    }

    static Chat open() {
        return open(ChatLimits.defaults());
    }

    static Chat open(ChatLimits limits) {
        return open(limits, storage -> storage);
    }

    /** @param wrapping puts something between the chat and its storage */
    static Chat open(ChatLimits limits, UnaryOperator<Storage> wrapping) {
        return new Chat(limits, InMemoryStorage.DEFAULT_SESSIONS, wrapping);
    }

    static Chat holding(int sessions) {
        return new Chat(ChatLimits.defaults(), sessions, storage -> storage);
    }

    static ChatLimits.Builder limits() {
        return ChatLimits.defaults().toBuilder();
    }

    /** Waits impatiently, so that thousands of short waits do not make the tests slow. */
    static ConditionFactory await() {
        return await("");
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(SOON);
    }

    /** Another node on the same storage. */
    Parley node() {
        return node(storage);
    }

    Parley node(Storage seen) {
        return node(seen, builder -> {});
    }

    /** Another node, which has more than the others. */
    Parley node(Consumer<ParleyBuilder> more) {
        return node(storage, more);
    }

    private Parley node(Storage seen, Consumer<ParleyBuilder> more) {
        ParleyBuilder builder = Parley.builder()
                .storage(seen)
                .model(model)
                .tools(tools)
                .limits(limits)
                .time(time);
        more.accept(builder);
        Parley node = builder.build();
        nodes.add(node);
        return node;
    }

    /** Another node that hears what happens from another bus. */
    Parley node(EventBus bus) {
        return node(storage.withBus(bus));
    }

    void drainAllBut(Parley survivor) {
        nodes.stream().filter(node -> node != survivor).forEach(node -> node.drain(Duration.ZERO));
    }

    SessionStore store() {
        return storage.sessions();
    }

    /** A session of Alice's that waits for its first message. */
    SessionId session() {
        return session(ALICE);
    }

    SessionId session(Caller owner) {
        SessionId id =
                parley.sessions().start(owner, StartSession.PLAIN).session().id();
        sessions.add(id);
        return id;
    }

    static PostMessage message(String text) {
        return message(text, IfBusy.ENQUEUE);
    }

    static PostMessage message(String text, IfBusy ifBusy) {
        return message(Given.messageId(), text, ifBusy);
    }

    static PostMessage message(MessageId id, String text, IfBusy ifBusy) {
        return new PostMessage(id, UserText.parse(text, ChatLimits.defaults()), ifBusy);
    }

    Accepted post(SessionId session, String text) {
        return post(session, text, IfBusy.ENQUEUE);
    }

    Accepted post(SessionId session, String text, IfBusy ifBusy) {
        return parley.conversations().post(ALICE, session, message(text, ifBusy));
    }

    Turn turn(SessionId session, TurnId id) {
        return store().turn(session, id).orElseThrow();
    }

    Turn turn(Accepted accepted) {
        return turn(accepted.turn().sessionId(), accepted.turn().id());
    }

    /** The turn as it ended. */
    Turn ended(Accepted accepted) {
        await().until(() -> turn(accepted).isEnded());
        return turn(accepted);
    }

    /** Waits until nothing runs on any node and no turn waits in an active session. */
    void quiet(SessionId session) {
        await().until(() ->
                store().openTurns(session).isEmpty() && nodes.stream().allMatch(node -> node.runningTurns() == 0));
    }

    List<Message> messages(SessionId session) {
        return store().latestMessages(session, 10_000);
    }

    /** The events that the storage still has. */
    List<Event> events(SessionId session) {
        return eventsAfter(session, 0);
    }

    List<Event> eventsAfter(SessionId session, long seq) {
        if (store().eventsAfter(session, seq, 10_000) instanceof LogPage.Events page) {
            return page.events();
        }
        return Assertions.fail("the log is truncated after " + seq);
    }

    List<String> eventTypes(SessionId session) {
        return events(session).stream().map(Event::type).toList();
    }

    Subscription watch(Caller caller, SessionId session, @Nullable Position position) {
        return parley.histories().watch(caller, session, position, () -> {});
    }

    /** Reads everything that is there now. */
    static List<SharedFrame> drain(Subscription subscription) {
        List<SharedFrame> all = new ArrayList<>();
        List<SharedFrame> frames;
        while (!(frames = subscription.poll()).isEmpty()) {
            all.addAll(frames);
        }
        return all;
    }

    /** Reads until the client has what a condition wants. */
    static ReadingClient readUntil(Subscription subscription, ReadingClient client, Predicate<ReadingClient> enough)
            throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!enough.test(client)) {
            client.take(subscription.await(Duration.ofMillis(200)));
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not, at " + client.position() + " with draft \"" + client.draft()
                        + "\" after " + client.eventTypes());
            }
        }
        return client;
    }

    @Override
    public void close() {
        nodes.forEach(Parley::close);
        for (Parley node : nodes) {
            await("feeds left open").until(node::openFeeds, feeds -> feeds == 0);
            await("turns left running").until(node::runningTurns, turns -> turns == 0);
        }
        for (SessionId session : sessions) {
            if (store().eventsAfter(session, 0, 1_000) instanceof LogPage.Events whole) {
                LogRules.check(whole.events());
            }
        }
    }
}
