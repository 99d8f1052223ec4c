package dev.parley.llm;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.domain.ChatException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A scripted server with a model in front of it that pauses for no time. */
final class ModelFixture implements AutoCloseable {
    static final String KEY = "sk-secret-0123456789";

    final ScriptedServer server = new ScriptedServer();
    final SettableClock clock = new SettableClock();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final OpenAiLanguageModel model;

    ModelFixture() throws IOException {
        this(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    ModelFixture(Duration stall, Duration answer) throws IOException {
        model = model(server.url(), stall, answer);
    }

    OpenAiLanguageModel model(URI url, Duration stall, Duration answer) {
        return new OpenAiLanguageModel(
                new OpenAiSettings(url, KEY, "asked-1", Duration.ofSeconds(5), stall, answer),
                clock,
                RetryPolicy.standard(new Random(1)),
                pauses::add);
    }

    /** An answer with its text. */
    record Answer(String text, Reply reply) {}

    Answer ask() throws InterruptedException {
        return ask(LanguageModelContract.prompt("Hello"));
    }

    Answer ask(Prompt prompt) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        Reply reply = model.answer(prompt, text::append);
        return new Answer(text.toString(), reply);
    }

    /** The refusal that asking meets. */
    ChatException.Unavailable refusal() {
        return catchThrowableOfType(ChatException.Unavailable.class, this::ask);
    }

    @Override
    public void close() throws IOException {
        model.close();
        server.close();
    }
}
