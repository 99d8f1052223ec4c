package dev.parley.launcher.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A terminal that can only print and read whole lines, or output that goes elsewhere. */
final class PlainScreen implements Screen {
    private final PrintStream out;
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private boolean inLine;
    private Prompt asked = Prompt.MESSAGE;

    PlainScreen(InputStream in, Charset charset, PrintStream out) {
        this.out = out;
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, charset));
        Thread.ofPlatform().daemon().name("parley-input").start(() -> readAll(lines));
    }

    private void readAll(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                inputs.add(new Input.Line(line, ""));
            }
        } catch (IOException gone) {
            // As good as an end.
        }
        inputs.add(new Input.Ended());
    }

    /** For the signal that Ctrl-C is where no editor reads it. */
    void interrupt() {
        inputs.add(new Input.Interrupted(""));
    }

    @Override
    public synchronized void print(Style style, String text) {
        breakLine();
        SafeText.of(text).lines().forEach(out::println);
        out.flush();
    }

    @Override
    public synchronized void stream(String text) {
        String safe = SafeText.of(text);
        out.print(safe);
        out.flush();
        inLine = !safe.isEmpty() ? !safe.endsWith("\n") : inLine;
    }

    @Override
    public synchronized void endStream() {
        breakLine();
        out.flush();
    }

    private void breakLine() {
        if (inLine) {
            out.println();
            inLine = false;
        }
    }

    /** What goes on is told by lines only. */
    @Override
    public void status(String text) {}

    @Override
    public synchronized void prompt(Prompt prompt) {
        asked = prompt;
    }

    /** What was typed is gone with its line. */
    @Override
    public void prefill(String text) {}

    @Override
    public Input read() {
        try {
            Input input = inputs.take();
            return input instanceof Input.Line(String text, String unknown) ? new Input.Line(text, subject()) : input;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return new Input.Ended();
        }
    }

    private synchronized String subject() {
        return asked.subject();
    }

    @Override
    public void end() {
        inputs.add(new Input.Ended());
    }

    @Override
    public void close() {
        endStream();
    }
}
