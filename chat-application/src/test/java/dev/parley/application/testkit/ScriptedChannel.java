package dev.parley.application.testkit;

import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A channel that does what a test says and notes what it is told to send. Safe for many threads. */
public final class ScriptedChannel implements MessageChannel {
    private final ChannelKind kind;
    private final Deque<Behaviour> script = new ConcurrentLinkedDeque<>();
    private final List<Outgoing> tried = new CopyOnWriteArrayList<>();
    private final List<Outgoing> taken = new CopyOnWriteArrayList<>();
    private final Map<UUID, Receipt> receipts = new ConcurrentHashMap<>();
    private volatile Behaviour usual = Behaviour.TAKE;
    private volatile boolean tells;
    private volatile @Nullable String ailment;

    public ScriptedChannel(ChannelKind kind) {
        this.kind = kind;
    }

    /** What happens to a message before it is taken. */
    @FunctionalInterface
    public interface Behaviour {
        Behaviour TAKE = message -> new Receipt("<%s@test>".formatted(message.attempt()));

        Receipt take(Outgoing message) throws UndeliveredException, InterruptedException;
    }

    public static Behaviour unavailable(String reason) {
        return message -> {
            throw UndeliveredException.unavailable(reason);
        };
    }

    public static Behaviour refused(String reason) {
        return message -> {
            throw UndeliveredException.refused(reason);
        };
    }

    /** What the next message meets. */
    public ScriptedChannel next(Behaviour behaviour) {
        script.add(behaviour);
        return this;
    }

    /** What messages meet that nothing else was said about. */
    public ScriptedChannel usually(Behaviour behaviour) {
        usual = behaviour;
        return this;
    }

    /** From now on it can tell what was sent. */
    public ScriptedChannel thatTells() {
        tells = true;
        return this;
    }

    /** From now on a look at it ends so. */
    public ScriptedChannel ailing(String reason) {
        ailment = reason;
        return this;
    }

    /** From now on a look at it finds nothing wrong. */
    public ScriptedChannel well() {
        ailment = null;
        return this;
    }

    @Override
    public void check() throws UndeliveredException {
        String reason = ailment;
        if (reason != null) {
            throw UndeliveredException.unavailable(reason);
        }
    }

    /** Something arrived, whatever whoever sent it knows of that. */
    public void take(Outgoing message, Receipt receipt) {
        if (receipts.put(message.attempt(), receipt) != null) {
            throw new AssertionError("a second message for the attempt " + message.attempt());
        }
        taken.add(message);
    }

    @Override
    public ChannelKind kind() {
        return kind;
    }

    @Override
    public Receipt send(Outgoing message) throws UndeliveredException, InterruptedException {
        tried.add(message);
        Behaviour behaviour = script.poll();
        Receipt receipt = (behaviour == null ? usual : behaviour).take(message);
        take(message, receipt);
        return receipt;
    }

    @Override
    public Optional<Receipt> find(UUID attempt, String address) {
        return tells ? Optional.ofNullable(receipts.get(attempt)) : Optional.empty();
    }

    @Override
    public Optional<String> mailbox(String token) {
        return Optional.of(token + "@test");
    }

    /** As by mail; elsewhere threads are named after their first message. */
    @Override
    public Optional<Receipt> thread(UUID id) {
        return kind == ChannelKind.EMAIL
                ? Optional.of(new Receipt("<thread.%s@test>".formatted(id)))
                : Optional.empty();
    }

    /** What it was told to send. */
    public List<Outgoing> tried() {
        return List.copyOf(tried);
    }

    /** What it took. */
    public List<Outgoing> taken() {
        return List.copyOf(taken);
    }

    /** The questions that it took. */
    public List<Outgoing.Question> questions() {
        return of(Outgoing.Question.class);
    }

    /** The ends of questions that it took. */
    public List<Outgoing.Decided> decided() {
        return of(Outgoing.Decided.class);
    }

    private <M extends Outgoing> List<M> of(Class<M> type) {
        return taken.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
