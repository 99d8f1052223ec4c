package dev.parley.channel.email;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gets access tokens from a program that prints one, such as a script that trades a refresh token for it. A token is used for a few minutes
 * before the program is asked again. Safe for many threads.
 */
public final class TokenCommand implements AccessTokenSource {
    private static final Duration USED_FOR = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST = 16 * 1024;

    private final List<String> command;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String token;
    private Instant freshUntil = Instant.MIN;

    /** @param command a line for the shell */
    public TokenCommand(String command, InstantSource time) {
        this.command = List.of("/bin/sh", "-c", command);
        this.time = time;
    }

    @Override
    public String token() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            String known = token;
            if (known == null || !freshUntil.isAfter(time.instant())) {
                known = printed();
                token = known;
                freshUntil = time.instant().plus(USED_FOR);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private String printed() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Reading what it prints would wait for it without end.
        Thread alarm = Thread.ofVirtual().name("parley-token-alarm").start(() -> {
            try {
                Thread.sleep(PATIENCE);
                program.destroyForcibly();
            } catch (InterruptedException ended) {
                // It was in time.
            }
        });
        try {
            program.getOutputStream().close();
            String text;
            try (InputStream output = program.getInputStream()) {
                text = new String(output.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            }
            if (program.waitFor() != 0) {
                throw new IOException("the command for access tokens failed");
            }
            if (text.isEmpty() || text.chars().anyMatch(unit -> unit <= ' ' || unit > '~')) {
                throw new IOException("the command for access tokens printed none");
            }
            return text;
        } finally {
            alarm.interrupt();
            program.destroyForcibly();
        }
    }
}
