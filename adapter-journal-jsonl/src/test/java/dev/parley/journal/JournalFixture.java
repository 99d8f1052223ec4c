package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.port.EventJournalContract;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.application.testkit.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal in a folder of its own, with a clock that is set. */
class JournalFixture {
    static final Duration SOON = Duration.ofSeconds(20);

    final SettableTime time = new SettableTime(EventJournalContract.NOON);

    @TempDir
    Path parent;

    JsonlEventJournal journal;

    @BeforeEach
    void open() {
        open(JournalSettings.in(folder()));
    }

    Path folder() {
        return parent.resolve("deep/journal");
    }

    void open(JournalSettings settings) {
        journal = JsonlEventJournal.open(settings, time);
    }

    void reopen(JournalSettings settings) {
        journal.close();
        open(settings);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** Appends and waits until it is written. */
    void write(JournalEvents events) throws InterruptedException {
        journal.append(events.all());
        assertThat(journal.awaitWritten(SOON)).isTrue();
    }

    void write(Instant at, JournalEvents events) throws InterruptedException {
        time.set(at);
        write(events);
    }

    /** The names of the files of events, in their order. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> PartName.parse(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .sorted()
                    .map(PartName::toString)
                    .toList();
        }
    }

    Path file(String name) {
        return folder().resolve(name);
    }

    List<JsonNode> lines(String file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file(file))) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }
}
