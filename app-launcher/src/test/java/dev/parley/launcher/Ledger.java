package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What clients were told, to be compared with what is stored: sessions with a writer each, which sends a message with the same id until it
 * is acknowledged, and a restless reader each.
 */
final class Ledger {
    private final RestClient client;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean enough;

    /** One session's. */
    private record Account(Map<String, String> acknowledged, LogReader reader, Thread reading) {}

    Ledger(RestClient client, int sessions, Random random) {
        this.client = client;
        for (int i = 0; i < sessions; i++) {
            String session = client.startSession();
            LogReader reader = LogReader.restless(client, session, random.nextLong());
            accounts.put(session, new Account(new ConcurrentHashMap<>(), reader, start(reader)));
        }
    }

    /** Begins to write in all sessions, until {@link #close}. */
    void write(Duration pause) {
        accounts.forEach((session, account) -> writers.add(start(() -> write(session, account.acknowledged, pause))));
    }

    private void write(String session, Map<String, String> acknowledged, Duration pause) {
        for (int i = 0; !enough; i++) {
            String id = UUID.randomUUID().toString();
            String text = "question " + i + " of " + session;
            client.say(session, id, text);
            acknowledged.put(id, text);
            pause(pause);
        }
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private Thread start(Runnable work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
        });
    }

    /** How often readers came back. */
    int connections() {
        return accounts.values().stream()
                .mapToInt(account -> account.reader.connections())
                .sum();
    }

    /** Writes no more, waits until everything is acknowledged, answered and read, and compares. */
    void close() {
        enough = true;
        awaitUnlessFailed(() -> writers.stream().noneMatch(Thread::isAlive));
        accounts.forEach(this::compare);
        accounts.values().forEach(account -> {
            account.reader.end();
            account.reading.interrupt();
        });
        assertThat(failures).isEmpty();
    }

    private void compare(String session, Account account) {
        long end = client.awaitRest(session);
        awaitUnlessFailed(() -> account.reader.lastSeq() == end);
        Map<String, String> questions = new HashMap<>();
        Map<String, String> answers = new HashMap<>();
        List<String> completed = new ArrayList<>();
        for (JsonNode message : client.messages(session)) {
            String text = message.path("text").asText();
            String id = message.path("message_id").asText();
            if (message.path("role").asText().equals("user")) {
                assertThat(questions.put(id, text)).isNull();
            } else {
                answers.put(id, text);
                if (message.path("status").asText().equals("completed")) {
                    completed.add(text);
                }
            }
        }
        assertThat(questions).as("exactly what was acknowledged").isEqualTo(account.acknowledged);
        assertThat(account.reader.asked()).as("questions that were shown").isEqualTo(questions);
        assertThat(account.reader.ended()).as("answers that were shown").isEqualTo(answers);
        assertThat(account.reader.turnEnds().values())
                .as("every turn ended once")
                .hasSize(questions.size())
                .containsOnly(1);
        assertThat(completed)
                .as("every question is answered once")
                .containsExactlyInAnyOrderElementsOf(
                        questions.values().stream().map(ModelStub::answerTo).toList());
    }

    private void awaitUnlessFailed(BooleanSupplier done) {
        await().atMost(Cluster.PATIENCE).until(() -> !failures.isEmpty() || done.getAsBoolean());
        assertThat(failures).isEmpty();
    }
}
