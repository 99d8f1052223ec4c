package dev.parley.journal;

import static dev.parley.application.port.EventJournalContract.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.application.testkit.Given;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the files. */
@Timeout(60)
class FilesTest extends JournalFixture {
    private static final Duration DAY = Duration.ofDays(1);

    /** A line of a little more than so many bytes. */
    private static JournalEvents large(Instant at, int bytes) {
        return JournalEvents.at(at)
                .add(new EventPayload.Custom("test.large", new JsonText("\"" + "x".repeat(bytes) + "\"")));
    }

    private static JournalEvents small(Instant at) {
        return JournalEvents.at(at).add(Given.custom(1));
    }

    @Test
    void eventsLieInTheFileOfTheirDay() throws Exception {
        write(small(NOON));
        write(Instant.parse("2026-11-20T23:59:59.999Z"), small(NOON));
        write(Instant.parse("2026-11-21T00:00:00Z"), small(NOON));

        assertThat(files()).containsExactly("events-2026-11-20.jsonl", "events-2026-11-21.jsonl");
        assertThat(lines("events-2026-11-20.jsonl")).hasSize(2);
        assertThat(lines("events-2026-11-21.jsonl"))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line.path("type").asText()).isEqualTo("custom"));
    }

    @Test
    void dayGoesOnInAnotherFileWhenOneIsFull() throws Exception {
        reopen(JournalSettings.in(folder()).inPartsOf(2_048));
        for (int i = 0; i < 5; i++) {
            write(large(NOON, 700));
        }

        assertThat(files())
                .containsExactly("events-2026-11-20.jsonl", "events-2026-11-20.1.jsonl", "events-2026-11-20.2.jsonl");
        for (String file : files()) {
            assertThat(Files.size(file(file))).isLessThanOrEqualTo(2_048);
        }
        reopen(JournalSettings.in(folder()).inPartsOf(2_048));
        write(small(NOON));
        assertThat(files()).hasSize(3);
        assertThat(lines("events-2026-11-20.2.jsonl")).hasSize(2);
        journal.rebuild(1, progress -> {});
        assertThat(journal.statistics().events()).isEqualTo(6);
    }

    @Test
    void manyEventsAtOnceAreSpreadOverFiles() throws Exception {
        reopen(JournalSettings.in(folder()).inPartsOf(2_048));
        JournalEvents events = JournalEvents.at(NOON);
        for (int i = 0; i < 100; i++) {
            events.add(Given.custom(i));
        }
        write(events);

        assertThat(files()).hasSizeGreaterThan(5);
        int lines = 0;
        for (String file : files()) {
            assertThat(Files.size(file(file))).isLessThanOrEqualTo(2_048);
            lines += lines(file).size();
        }
        assertThat(lines).isEqualTo(100);
    }

    @Test
    void lineThatIsLongerThanAFileMayBeHasAFileOfItsOwn() throws Exception {
        reopen(JournalSettings.in(folder()).inPartsOf(2_048));
        write(small(NOON));
        write(large(NOON, 5_000));
        write(small(NOON));

        assertThat(files()).hasSize(3);
        assertThat(lines("events-2026-11-20.1.jsonl")).hasSize(1);
    }

    @Test
    void daysThatAreTooOldAreRemoved() throws Exception {
        reopen(JournalSettings.in(folder()).keeping(3, 1 << 30));
        for (int day = 0; day < 5; day++) {
            write(NOON.plus(DAY.multipliedBy(day)), small(NOON.plus(DAY.multipliedBy(day))));
        }

        assertThat(files())
                .containsExactly("events-2026-11-22.jsonl", "events-2026-11-23.jsonl", "events-2026-11-24.jsonl");
        time.set(NOON.plus(DAY.multipliedBy(6)));
        reopen(JournalSettings.in(folder()).keeping(3, 1 << 30));
        assertThat(files()).containsExactly("events-2026-11-24.jsonl");
    }

    @Test
    void oldestFilesMakeRoomWhenAllTogetherAreTooLarge() throws Exception {
        reopen(JournalSettings.in(folder()).inPartsOf(2_048).keeping(30, 8_192));
        Files.writeString(file("notes.txt"), "x".repeat(20_000));
        for (int i = 0; i < 20; i++) {
            write(NOON.plus(DAY.multipliedBy(i / 8)), large(NOON, 1_000));
            assertThat(total()).isLessThanOrEqualTo(8_192);
        }

        assertThat(total()).isGreaterThan(4_096);
        assertThat(files()).last().isEqualTo("events-2026-11-22.3.jsonl");
        assertThat(files()).noneMatch(name -> name.contains("2026-11-20"));
        assertThat(file("notes.txt")).hasSize(20_000);
    }

    private long total() throws IOException {
        long total = 0;
        for (String file : files()) {
            total += Files.size(file(file));
        }
        return total;
    }

    @Test
    void tornLineIsSkippedAndTheNextOneIsWhole() throws Exception {
        write(small(NOON));
        JournalStatistics before = journal.statistics();
        journal.close();
        Path file = file("events-2026-11-20.jsonl");
        byte[] line = Files.readAllBytes(file);
        Files.write(file, line, StandardOpenOption.APPEND);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 10);
        }

        open(JournalSettings.in(folder()));
        JournalProgress torn = journal.rebuild(1, progress -> {});
        assertThat(torn.unreadable()).isEqualTo(1);
        assertThat(journal.statistics().eventsByDay()).isEqualTo(before.eventsByDay());
        assertThat(journal.statistics().unreadable()).isEqualTo(1);

        write(small(NOON));
        assertThat(journal.statistics().events()).isEqualTo(2);
        JournalProgress closed = journal.rebuild(1, progress -> {});
        assertThat(closed.unreadable()).isEqualTo(1);
        assertThat(closed.events()).isEqualTo(2);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).isEqualTo(new String(line, StandardCharsets.UTF_8).substring(0, line.length - 10));
        assertThat(lines.get(2)).startsWith("{").endsWith("}");
    }

    @Test
    void linesThatMakeNoSenseAreSkippedAndCounted() throws Exception {
        write(small(NOON));
        journal.close();
        Path file = file("events-2026-11-20.jsonl");
        byte[] line = Files.readAllBytes(file);
        Files.writeString(file, "nonsense\n\n\0\0\0\n{\"at\":1}\n", StandardOpenOption.APPEND);
        Files.write(file, line, StandardOpenOption.APPEND);
        Files.writeString(file("events-2026-13-45.jsonl"), "nonsense\n");
        Files.writeString(file("events-2026-11-20.jsonl.bak"), "nonsense\n");

        open(JournalSettings.in(folder()));
        JournalProgress read = journal.rebuild(1, progress -> {});
        assertThat(read.events()).isEqualTo(2);
        assertThat(read.unreadable()).isEqualTo(3);
        assertThat(read.files()).isEqualTo(1);
    }

    @Test
    void filesThatWereRemovedByHandDoNotMatter() throws Exception {
        write(small(NOON));
        write(NOON.plus(DAY), small(NOON.plus(DAY)));
        Files.delete(file("events-2026-11-20.jsonl"));
        journal.rebuild(2, progress -> {});

        assertThat(journal.statistics().events()).isEqualTo(1);
        write(NOON.plus(DAY.multipliedBy(2)), small(NOON.plus(DAY)));
        assertThat(files()).containsExactly("events-2026-11-21.jsonl", "events-2026-11-22.jsonl");
    }

    @Test
    void nobodyButTheOwnerMayOpenThem() throws Exception {
        Assumptions.assumeTrue(
                folder().getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX file system");
        write(small(NOON));

        assertThat(Files.getPosixFilePermissions(folder())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> all = Files.list(folder())) {
            assertThat(all)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void folderBelongsToOneJournalAtATime() throws Exception {
        write(small(NOON));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> JsonlEventJournal.open(JournalSettings.in(folder()), time))
                    .isInstanceOf(UnusableJournalException.class)
                    .hasMessageContaining("in use by another Parley");
        }
        write(small(NOON));
        reopen(JournalSettings.in(folder()));
        write(small(NOON));

        assertThat(lines("events-2026-11-20.jsonl")).hasSize(3);
    }

    @Test
    void folderThatCannotBeUsedIsRefusedInASentence() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> JsonlEventJournal.open(JournalSettings.in(file.resolve("journal")), time))
                .isInstanceOf(UnusableJournalException.class)
                .hasMessageContaining("cannot be used")
                .hasMessageContaining(file.toString());
    }

    @Test
    void whatCannotBeWrittenIsCountedAndLaterEventsAreWrittenAgain() throws Exception {
        Path obstacle = file("events-2026-11-21.jsonl");
        Files.createDirectory(obstacle);
        write(small(NOON));
        write(
                NOON.plus(DAY),
                JournalEvents.at(NOON.plus(DAY)).add(Given.custom(1)).add(Given.custom(2)));

        assertThat(journal.statistics().dropped()).isEqualTo(2);
        assertThat(journal.statistics().events()).isEqualTo(1);
        Files.delete(obstacle);
        write(small(NOON.plus(DAY)));
        assertThat(journal.statistics().events()).isEqualTo(2);
        assertThat(lines("events-2026-11-21.jsonl")).hasSize(1);
        journal.rebuild(2, progress -> {});
        assertThat(journal.statistics().events()).isEqualTo(2);
    }

    @Test
    void closingWritesWhatWaits() throws Exception {
        for (int i = 0; i < 50; i++) {
            journal.append(small(NOON).all());
        }
        journal.close();
        journal.append(small(NOON).all());

        assertThat(lines("events-2026-11-20.jsonl")).hasSize(50);
        assertThat(journal.statistics().dropped()).isEqualTo(1);
        journal.close();
    }
}
