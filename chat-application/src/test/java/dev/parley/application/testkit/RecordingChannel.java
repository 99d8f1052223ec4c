package dev.parley.application.testkit;

import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.channel.ChannelKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Remembers what it was given to send, or fails as it is told. Safe for many threads. */
public final class RecordingChannel implements MessageChannel {
    private final ChannelKind kind;
    private final List<Outgoing> sent = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable UndeliveredException> failure = new AtomicReference<>();

    public RecordingChannel(ChannelKind kind) {
        this.kind = kind;
    }

    @Override
    public ChannelKind kind() {
        return kind;
    }

    @Override
    public Receipt send(Outgoing message) throws UndeliveredException {
        UndeliveredException trouble = failure.get();
        if (trouble != null) {
            throw trouble;
        }
        sent.add(message);
        return new Receipt(message.attempt().toString());
    }

    @Override
    public Optional<String> mailbox(String token) {
        return kind == ChannelKind.EMAIL ? Optional.of("agent+" + token + "@parley.test") : Optional.empty();
    }

    /** Fails from now on, or not any more. */
    public void failWith(@Nullable UndeliveredException trouble) {
        failure.set(trouble);
    }

    /** All that was sent, in this order. */
    public List<Outgoing> sent() {
        return List.copyOf(sent);
    }

    /** The last note that was sent to an address. */
    public Outgoing.Note lastNote(String address) {
        return sent.stream()
                .filter(message -> message.address().equals(address))
                .filter(Outgoing.Note.class::isInstance)
                .map(Outgoing.Note.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no note was sent there"));
    }
}
