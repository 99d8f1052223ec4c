package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A screen that keeps what it shows, with a person in the hands of the test. */
final class ScriptedScreen implements Screen {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private volatile Prompt prompt = Prompt.MESSAGE;
    private volatile String status = "";
    private volatile String prefilled = "";
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    private void does(Input input) {
        done.incrementAndGet();
        inputs.add(input);
    }

    /** The person reads the prompt, types and presses Enter. */
    void type(String text) {
        does(new Input.Line(text, prompt.subject()));
    }

    /** The person sees the prompt of something that may have ended meanwhile. */
    void type(String text, String subject) {
        does(new Input.Line(text, subject));
    }

    void pressCtrlC(String partial) {
        does(new Input.Interrupted(partial));
    }

    /** Waits until everything that the person did was dealt with. */
    void awaitIdle() {
        await().atMost(PATIENCE).until(() -> reads.get() > done.get());
    }

    void pressCtrlD() {
        does(new Input.Ended());
    }

    /** Waits for a line that contains this; returns it. */
    String awaitLine(String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(lines).anySatisfy(shown -> assertThat(shown).contains(part)));
        return lines.stream().filter(shown -> shown.contains(part)).findFirst().orElseThrow();
    }

    void awaitPrompt(String label) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(prompt.label()).isEqualTo(label));
    }

    void awaitStatus(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(status).isEqualTo(text));
    }

    /** Waits for an unfinished line. */
    void awaitStreamed(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(unfinished()).isEqualTo(text));
    }

    private synchronized String unfinished() {
        return line.toString();
    }

    Prompt prompt() {
        return prompt;
    }

    String prefilled() {
        return prefilled;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public synchronized void print(Style style, String text) {
        text.lines().forEach(lines::add);
    }

    @Override
    public synchronized void stream(String text) {
        line.append(text);
        for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
            lines.add(line.substring(0, end));
            line.delete(0, end + 1);
        }
    }

    @Override
    public synchronized void endStream() {
        if (!line.isEmpty()) {
            lines.add(line.toString());
            line.setLength(0);
        }
    }

    @Override
    public void status(String text) {
        status = text;
    }

    @Override
    public void prompt(Prompt asked) {
        prompt = asked;
    }

    @Override
    public void prefill(String text) {
        prefilled = text;
    }

    @Override
    public Input read() {
        try {
            reads.incrementAndGet();
            return inputs.take();
        } catch (InterruptedException ended) {
            return new Input.Ended();
        }
    }

    @Override
    public void end() {
        does(new Input.Ended());
    }

    @Override
    public void close() {}
}
