package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.TextSink;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that share one connection do not disturb each other. */
class SharedConnectionTest {
    private Http2Server server;
    private OpenAiLanguageModel model;

    @BeforeEach
    void start() throws IOException {
        server = new Http2Server();
        OpenAiSettings settings = OpenAiSettings.of(server.url(), null, "default");
        Clock clock = Clock.systemUTC();
        model = new OpenAiLanguageModel(
                settings,
                new ModelServer(settings, clock, http -> http.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))),
                new ServerHealth(clock),
                RetryPolicy.standard(new Random(1)),
                Thread::sleep);
    }

    @AfterEach
    void stop() throws IOException {
        model.close();
        server.close();
    }

    private FutureTask<String> ask(String name, TextSink sink) {
        Prompt prompt = LanguageModelContract.prompt("Hello");
        return new FutureTask<>(() -> {
            StringBuilder text = new StringBuilder();
            model.answer(
                    new Prompt(prompt.session(), prompt.turnId(), "", prompt.messages(), List.of(), name), piece -> {
                        text.append(piece);
                        sink.append(piece);
                    });
            return text.toString();
        });
    }

    @Test
    void interruptingOneAnswerLeavesTheOthersAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        FutureTask<String> kept = ask("kept", piece -> begun.countDown());
        Thread.ofVirtual().start(kept);
        assertThat(server.nextAsked()).isEqualTo("kept");
        server.begin("kept");
        server.data("kept", Chunks.text("Once "));

        Thread streaming = Thread.ofVirtual().start(ask("streaming", piece -> begun.countDown()));
        assertThat(server.nextAsked()).isEqualTo("streaming");
        server.begin("streaming");
        server.data("streaming", Chunks.text("Once "));
        Thread waiting = Thread.ofVirtual().start(ask("waiting", piece -> {}));
        assertThat(server.nextAsked()).isEqualTo("waiting");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        streaming.interrupt();
        assertThat(server.nextCancelled()).isEqualTo("streaming");
        waiting.interrupt();
        assertThat(server.nextCancelled()).isEqualTo("waiting");

        server.data("kept", Chunks.text("upon a time"));
        server.data("kept", "[DONE]");
        server.end("kept");
        assertThat(kept.get(10, TimeUnit.SECONDS)).isEqualTo("Once upon a time");
        assertThat(server.connections()).isEqualTo(1);
    }
}
