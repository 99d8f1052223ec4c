package dev.parley.tools;

import io.modelcontextprotocol.spec.McpSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A program's standard input and output: one message in each line. What it writes to its standard error is for the log. */
final class StdioWire implements Wire {
    private static final System.Logger LOG = System.getLogger(StdioWire.class.getName());
    private static final int WAITING_MESSAGES = 1_000;
    private static final int LOGGED_CHARACTERS = 1_000;

    /** How long the last lines of a program that ended are waited for. */
    private static final long LAST_LINES_MILLIS = 500;

    /** How long a program may take to end by itself, and again when it was asked to. */
    private static final long ENDING_SECONDS = 2;

    /** What programs need to run, and what holds no secrets. */
    private static final Set<String> INHERITED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "TERM",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            // Windows
            "APPDATA",
            "COMSPEC",
            "HOMEDRIVE",
            "HOMEPATH",
            "LOCALAPPDATA",
            "PATHEXT",
            "PROCESSOR_ARCHITECTURE",
            "PROGRAMFILES",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERNAME",
            "USERPROFILE");

    private final String name;
    private final Process process;
    private final Inbox inbox = new Inbox();
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(WAITING_MESSAGES);
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private StdioWire(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** @throws WireException if the program cannot be started */
    static StdioWire start(McpServerSettings.Stdio settings) throws WireException {
        List<String> command = new ArrayList<>();
        command.add(settings.command());
        command.addAll(settings.args());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> !INHERITED.contains(variable.toUpperCase(Locale.ROOT)));
        builder.environment().putAll(settings.env());
        try {
            return new StdioWire(settings.name(), builder.start());
        } catch (IOException impossible) {
            throw new WireException("The program %s cannot be started.".formatted(settings.command()));
        }
    }

    /** For tests that end it from outside. */
    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> {
            inbox.open(handler);
            inbox.onEnd(sentence -> Thread.ofVirtual().start(this::dismiss));
            daemon("out", this::read);
            daemon("in", this::write);
            daemon("err", this::log);
            Thread.ofVirtual().start(this::watch);
        });
    }

    /** Not a virtual thread, since reading from a process keeps the thread below busy. */
    private void daemon(String what, Runnable work) {
        Thread.ofPlatform().daemon().name("parley-mcp-" + name + "-" + what).start(work);
    }

    /** The program may have ended while one that it started keeps its output open. */
    private void watch() {
        try {
            process.waitFor();
            Thread.sleep(LAST_LINES_MILLIS);
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
        inbox.end(obituary());
    }

    private String obituary() {
        return process.isAlive()
                ? "The server's program closed its output."
                : "The server's program ended (exit code %d).".formatted(process.exitValue());
    }

    private void read() {
        try (InputStream input = process.getInputStream()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] chunk = new byte[8192];
            for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
                int start = 0;
                for (int i = 0; i < length; i++) {
                    if (chunk[i] == '\n') {
                        line.write(chunk, start, i - start);
                        receive(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(chunk, start, length - start);
                if (line.size() > LARGEST_MESSAGE) {
                    inbox.end("The server sent a message of more than %d bytes.".formatted(LARGEST_MESSAGE));
                    return;
                }
            }
            process.waitFor(LAST_LINES_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException ended) {
            // the reason is told below
        }
        inbox.end(obituary());
    }

    /** Lines that are no messages, such as greetings, are passed over. */
    private void receive(String line) {
        if (line.isBlank()) {
            return;
        }
        try {
            inbox.deliver(Inbox.parse(line));
        } catch (WireException noMessage) {
            LOG.log(System.Logger.Level.DEBUG, "{0} wrote a line that is no message", name);
        }
    }

    private void write() {
        try (OutputStream output = process.getOutputStream()) {
            while (inbox.ended() == null) {
                output.write(outgoing.take());
                output.flush();
            }
        } catch (IOException | InterruptedException ended) {
            // The reader knows the reason.
        }
    }

    private void log() {
        try (InputStream errors = process.getErrorStream()) {
            byte[] chunk = new byte[8192];
            for (int length = errors.read(chunk); length >= 0; length = errors.read(chunk)) {
                String text = new String(chunk, 0, Math.min(length, LOGGED_CHARACTERS), StandardCharsets.UTF_8);
                LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name, text.strip());
            }
        } catch (IOException ended) {
            // nothing more to log
        }
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return Mono.deferContextual(context -> {
            Ticket.note(context, message);
            String ended = inbox.ended();
            if (ended != null) {
                return Mono.error(new WireException(ended));
            }
            try {
                byte[] line = (Mcp.JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
                return outgoing.offer(line)
                        ? Mono.empty()
                        : Mono.error(new WireException("The server does not read what is sent to it."));
            } catch (IOException unwritable) {
                return Mono.error(unwritable);
            }
        });
    }

    @Override
    public void agreed(String version) {
        // Nothing here depends on it.
    }

    @Override
    public void abandon(Object requestId) {
        inbox.deliver(McpSchema.JSONRPCResponse.error(
                requestId,
                new McpSchema.JSONRPCResponse.JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, "cancelled", null)));
    }

    @Override
    public void onEnd(Consumer<String> listener) {
        inbox.onEnd(listener);
    }

    @Override
    public @Nullable String ended() {
        return inbox.ended();
    }

    /** Ends when the program and all that it started are gone. */
    @Override
    public Mono<Void> closeGracefully() {
        return Mono.defer(() -> {
            inbox.end("The connection was closed.");
            return Mono.fromFuture(gone);
        });
    }

    /** First by closing its input, as the protocol wants it, then by asking, then by force. */
    private void dismiss() {
        List<ProcessHandle> offspring = process.descendants().toList();
        outgoing.clear();
        // Wakes the writer, which closes the input.
        outgoing.offer(new byte[0]);
        try {
            if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            offspring.forEach(ProcessHandle::destroyForcibly);
            gone.complete(null);
        }
    }
}
