package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A server that still runs on a folder although the process that started it is gone. */
final class Orphan {
    private static final Duration SPARE = Duration.ofSeconds(5);

    private Orphan() {}

    /** Stops it, if there is one: first in an orderly way, after the limit by killing it. */
    static void stop(DataFolder folder, ServerLog log, Duration limit) throws IOException, InterruptedException {
        Path pidFile = folder.data().resolve("postmaster.pid");
        Optional<ProcessHandle> found = processIn(pidFile);
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle process = found.get();
        if (!runsOn(folder.data(), process)) {
            // After a crash of the machine the number may be anybody's. A new server would take that one for a rival.
            Files.deleteIfExists(pidFile);
            return;
        }
        boolean stopped = folder.account()
                .command(
                        folder.programs().pgCtl(),
                        "--pgdata=" + folder.data(),
                        "--mode=fast",
                        "--wait",
                        "--timeout=" + Math.max(1, limit.toSeconds()),
                        "stop")
                .run(log, limit.plus(SPARE));
        if (!stopped) {
            process.destroyForcibly();
        }
    }

    private static Optional<ProcessHandle> processIn(Path pidFile) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static boolean runsOn(Path data, ProcessHandle process) {
        List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
        return Collections.indexOfSubList(arguments, List.of("-D", data.toString())) >= 0;
    }
}
