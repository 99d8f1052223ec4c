package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node is suspended in the middle of two answers, for longer than its leases last, and wakes up again. */
@DisabledOnOs(OS.WINDOWS)
class FrozenNodeIT {
    private static final int FROZEN = 0;
    private static final int OTHER = 1;
    private static final Duration FREEZE = Duration.ofSeconds(Integer.getInteger("parley.freeze-seconds", 15));

    private final List<Talk> talks = new ArrayList<>();
    private Cluster cluster;

    /** A session with one question, which the frozen node answers, and a reader on each node. */
    private record Talk(String session, String question, ModelStub.Hold hold, String turn, List<LogReader> readers) {}

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cluster = Cluster.start(folder, 2, new ModelStub(5));
    }

    @AfterEach
    void end() throws Exception {
        talks.forEach(talk -> talk.readers.forEach(LogReader::end));
        cluster.close();
    }

    private Talk begin(String question) {
        ModelStub.Hold hold = cluster.model().holdFirstCallFor(question);
        RestClient client = cluster.client("alice", FROZEN);
        String session = client.startSession();
        List<LogReader> readers =
                List.of(LogReader.steady(client, session), LogReader.steady(cluster.client("alice", OTHER), session));
        readers.forEach(Thread::startVirtualThread);
        JsonNode accepted = client.say(session, UUID.randomUUID().toString(), question);
        Talk talk =
                new Talk(session, question, hold, accepted.at("/turn/turn_id").asText(), readers);
        talks.add(talk);
        int third = ModelStub.answerTo(question).length() / 3;
        readers.forEach(reader -> await(() -> reader.lastSeq() > 0 && reader.draftLength() > third));
        return talk;
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Cluster.PATIENCE).until(condition::getAsBoolean);
    }

    @Test
    void anotherNodeFinishesAndLateWritesAreRefused() throws Exception {
        Talk endless = begin("a question whose first answer never ends");
        Talk late = begin("a question whose first answer ends while nobody can hear it");
        Program frozen = cluster.node(FROZEN);
        long frozenSince = System.nanoTime();
        frozen.freeze();
        late.hold.release();

        for (Talk talk : talks) {
            LogReader reader = talk.readers.get(OTHER);
            await(() -> reader.lastSeq() > 0 && reader.turnEnds().equals(Map.of(talk.turn, 1)));
        }
        await(late.hold::isGiven);
        Thread.sleep(FREEZE.minusNanos(Math.min(FREEZE.toNanos(), System.nanoTime() - frozenSince)));
        assertThat(endless.hold.isHungUp()).as("a frozen node does nothing").isFalse();
        frozen.thaw();

        await(endless.hold::isHungUp);
        for (Talk talk : talks) {
            await(() -> frozen.err().contains("turn " + talk.turn + " was taken over or ended elsewhere"));
            requireOneAnswer(talk);
        }
        cluster.assertStoreIsSound();
        frozenNodeServes();
    }

    private void requireOneAnswer(Talk talk) {
        long end = cluster.client("alice").awaitRest(talk.session);
        Map<String, String> answers = new HashMap<>();
        List<String> statuses = new ArrayList<>();
        for (JsonNode message : cluster.client("alice").messages(talk.session)) {
            if (message.path("role").asText().equals("assistant")) {
                answers.put(
                        message.path("message_id").asText(),
                        message.path("text").asText());
                statuses.add(message.path("status").asText());
            }
        }
        assertThat(statuses).containsExactly("interrupted", "completed");
        assertThat(answers).containsValue(ModelStub.answerTo(talk.question));
        for (LogReader reader : talk.readers) {
            await(() -> reader.lastSeq() == end);
            assertThat(reader.ended()).isEqualTo(answers);
            assertThat(reader.turnEnds()).isEqualTo(Map.of(talk.turn, 1));
        }
    }

    private void frozenNodeServes() throws Exception {
        RestClient client = cluster.client("alice", FROZEN);
        assertThat(client.send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
        String session = client.startSession();
        client.say(session, UUID.randomUUID().toString(), "Are you awake?");
        client.awaitRest(session);
        assertThat(client.messages(session))
                .extracting(message -> message.path("text").asText())
                .containsExactly("Are you awake?", ModelStub.answerTo("Are you awake?"));
        cluster.assertStoreIsSound();
    }
}
