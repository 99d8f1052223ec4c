package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Parley;
import dev.parley.application.SessionView;
import dev.parley.application.StartSession;
import dev.parley.application.feed.Frame;
import dev.parley.application.port.Reply;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole chat on in-memory storage. */
class EmbeddedChatTest {
    @Test
    void watcherSeesTheWholeTurnInOrder() throws Exception {
        Caller alice = Caller.of("alice");
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model((prompt, sink) -> {
                    sink.append("Hello ");
                    sink.append("Alice");
                    return new Reply(List.of(), "echo", TokenUsage.NONE);
                })
                .build()) {
            SessionView session = parley.sessions().start(alice, StartSession.PLAIN);
            var joined = parley.sessions().join(alice, session.session().id(), Position.START, () -> {});
            String text = parley.conversations()
                    .ask(alice, session.session().id(), "Hi")
                    .text();
            assertThat(text).isEqualTo("Hello Alice");
            List<String> types = new ArrayList<>();
            List<? extends Object> frames;
            while (!(frames = joined.subscription().await(Duration.ofMillis(100))).isEmpty()) {
                frames.forEach(f -> types.add(
                        ((dev.parley.application.feed.SharedFrame) f).frame() instanceof Frame.EventFrame e
                                ? e.position() + " " + e.event().type()
                                : f.toString()));
            }
            System.out.println(types);
            assertThat(types).last().asString().endsWith("agent.state");
        }
    }
}
