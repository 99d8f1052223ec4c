package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.RetryPolicy;
import dev.parley.launcher.Everywhere.Asked;
import dev.parley.launcher.Everywhere.Person;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One question on the web, in a mail and in Slack has one outcome, which everybody is told everywhere. */
@Timeout(240)
class OneQuestionEverywhereTest {
    private static final int ROUNDS = 200;
    private static final int AT_ONCE = 8;

    /** In so many rounds somebody replies by mail; whose replies do not count is told so a hundred times in an hour at most. */
    private static final int REPLIED = 5;

    @TempDir
    private Path folder;

    @Test
    void firstAnswerWinsWhereverItIsGivenAndEverybodyIsToldEverywhere() throws Exception {
        Map<AnswerWay, Integer> wins = new ConcurrentHashMap<>(new EnumMap<>(AnswerWay.class));
        try (Everywhere world = Everywhere.start(folder);
                ExecutorService rounds = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<AnswerWay>> played = new ArrayList<>();
            for (int number = 0; number < ROUNDS; number++) {
                Round round = new Round(world, number);
                played.add(rounds.submit(round::play));
            }
            for (Future<AnswerWay> round : played) {
                wins.merge(round.get(200, TimeUnit.SECONDS), 1, Integer::sum);
            }
        }
        assertThat(wins).containsOnlyKeys(AnswerWay.values());
    }

    /** One question to somebody of their own: answered in one way before the others, or in all ways at once. */
    private record Round(Everywhere world, int number) {
        private boolean isRace() {
            return number % 2 == 1;
        }

        private List<AnswerWay> ways() {
            return number % REPLIED == 0 || number % REPLIED == 1
                    ? List.of(AnswerWay.values())
                    : List.of(AnswerWay.WEB, AnswerWay.LINK, AnswerWay.SLACK);
        }

        private Topic topic() {
            return Topic.values()[number / 2 % Topic.values().length];
        }

        AnswerWay play() throws Exception {
            Asked asked = world.ask(world.person("anna" + number), "Shall we?", topic().kind(), "parallel");
            List<AnswerWay.Told> told = new ArrayList<>();
            if (isRace()) {
                told.addAll(race(asked, ways()));
            } else {
                assertWaitsEverywhere(asked);
                List<AnswerWay> late = new ArrayList<>(ways());
                AnswerWay first = late.remove(number / 2 % late.size());
                told.addAll(race(asked, List.of(first)));
                assertThat(winner(asked)).isEqualTo(first);
                told.addAll(race(asked, late));
            }
            AnswerWay winner = winner(asked);
            for (AnswerWay.Told each : told) {
                each.assertTrue(asked.person().name(), winner);
            }
            assertOneOutcome(asked, winner);
            return winner;
        }

        private List<AnswerWay.Told> race(Asked asked, List<AnswerWay> ways) throws Exception {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<AnswerWay.Told>> answers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (AnswerWay way : ways) {
                    AnswerWay.Answering answering = way.prepare(world, asked, topic());
                    answers.add(threads.submit(() -> {
                        start.await();
                        return answering.answer();
                    }));
                }
                start.countDown();
                List<AnswerWay.Told> told = new ArrayList<>();
                for (Future<AnswerWay.Told> answer : answers) {
                    told.add(answer.get());
                }
                return told;
            }
        }

        private AnswerWay winner(Asked asked) {
            Everywhere.eventually().until(() -> !asked.isOpen());
            JsonNode response = asked.look().path("response");
            AnswerWay winner = topic().wayOf(response.path("answer"));
            assertThat(response.path("author_id").asText())
                    .isEqualTo(asked.person().name());
            assertThat(response.path("channel").asText()).isEqualTo(winner.wireName());
            return winner;
        }

        private void assertWaitsEverywhere(Asked asked) throws Exception {
            Person person = asked.person();
            assertThat(person.client().get("/api/feedback").path("items").findValuesAsText("request_id"))
                    .contains(asked.id());
            String link = Everywhere.link(world.mail(person));
            for (String option : List.of("", "?option=approve", "?option=1")) {
                assertThat(world.open(link + option).statusCode()).isEqualTo(200);
            }
            assertThat(world.message(person).token()).isNotEmpty();
            Everywhere.eventually()
                    .untilAsserted(
                            () -> assertThat(asked.deliveries()).isEqualTo(Map.of("email", "sent", "slack", "sent")));
            assertThat(asked.isOpen()).isTrue();
        }

        private void assertOneOutcome(Asked asked, AnswerWay winner) throws Exception {
            Person person = asked.person();
            Everywhere.eventually()
                    .untilAsserted(() -> assertThat(asked.deliveries())
                            .isEqualTo(Map.of("email", "superseded", "slack", "superseded")));
            assertThat(asked.answeredEvents()).isEqualTo(1);
            assertThat(world.slack.messagesTo(person.member())).singleElement().satisfies(message -> {
                assertThat(message.text())
                        .startsWith("Answered by %s via %s. ".formatted(person.name(), winner.wireName()));
                assertThat(message.token()).isEmpty();
            });
            assertThat(world.open(Everywhere.link(world.mail(person))).body())
                    .contains("This question is answered", "<strong>" + person.name() + "</strong>");
            assertThat(person.client().get("/api/feedback").path("total").asInt())
                    .isZero();
        }
    }

    @Test
    void whileNoMailCanBeSentSlackHasTheQuestion() throws Exception {
        RetryPolicy hurried = new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofMillis(100));
        DeliverySettings usual = DeliverySettings.defaults();
        DeliverySettings deliveries =
                new DeliverySettings(DeliveryMode.PARALLEL, hurried, usual.margin(), usual.atOnce());
        try (DeafMailServer smtp = new DeafMailServer();
                Everywhere world = Everywhere.start(folder, smtp.url(), deliveries)) {
            // Mail servers are reached, or not, a moment after the start.
            Everywhere.eventually().untilAsserted(() -> {
                JsonNode components = world.admin().get("/api/health").path("components");
                assertThat(components.at("/email_inbox/status").asText()).isEqualTo("up");
                assertThat(components.at("/channels/email").asText()).isEqualTo("failing");
                assertThat(components.at("/channels/email_reason").asText()).contains("mail server");
            });

            Asked first = world.ask(world.person("anna"), "May I?", Topic.APPROVAL.kind(), "fallback");
            Everywhere.eventually()
                    .untilAsserted(
                            () -> assertThat(first.deliveries()).isEqualTo(Map.of("email", "failed", "slack", "sent")));

            JsonNode shown = deliveries(first);
            assertThat(shown).hasSize(2).allSatisfy(delivery -> {
                boolean mail = delivery.path("channel").asText().equals("email");
                assertThat(delivery.path("attempts").asInt()).isEqualTo(mail ? 3 : 1);
                assertThat(delivery.path("error").asText()).contains(mail ? "mail server" : "null");
            });

            Asked second = world.ask(world.person("bob"), "May I?", Topic.APPROVAL.kind(), "fallback");
            Everywhere.eventually()
                    .untilAsserted(() -> assertThat(second.deliveries()).containsEntry("slack", "sent"));
            assertThat(deliveries(second))
                    .filteredOn(delivery -> delivery.path("channel").asText().equals("email"))
                    .extracting(delivery -> delivery.path("attempts").asInt())
                    .as("a channel is given a rest after five failures")
                    .containsExactly(2);
            JsonNode health = world.admin().get("/api/health");
            assertThat(health.path("status").asText()).isEqualTo("degraded");
            assertThat(health.toString()).contains("\"email\":\"paused\"", "\"slack\":\"up\"");

            assertThat(world.tell(world.slack.press(
                            second.person().member(),
                            SlackRoom.TEAM,
                            Topic.APPROVAL.button(),
                            world.message(second.person()),
                            "1.1")))
                    .isEqualTo(200);
            Everywhere.eventually().until(() -> !second.isOpen());
        }
    }

    private static JsonNode deliveries(Asked asked) {
        return asked.person()
                .client()
                .get("/api/sessions/" + asked.session() + "/feedback")
                .at("/items/0/deliveries");
    }

    /** Takes calls and hangs up. */
    private static final class DeafMailServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Thread thread = Thread.ofVirtual().start(this::refuseAll);

        DeafMailServer() throws IOException {}

        private void refuseAll() {
            try {
                while (true) {
                    socket.accept().close();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        String url() {
            return "smtp://127.0.0.1:%d?security=none".formatted(socket.getLocalPort());
        }

        @Override
        public void close() throws IOException, InterruptedException {
            socket.close();
            thread.join();
        }
    }

    @Test
    void whatIsForgedNeverAnswers() throws Exception {
        try (Everywhere world = Everywhere.start(folder)) {
            Person anna = world.person("anna");
            Person bob = world.person("bob");
            Asked asked = world.ask(anna, "May I?", Topic.APPROVAL.kind(), "parallel");
            Asked other = world.ask(bob, "May I?", Topic.APPROVAL.kind(), "parallel");
            Everywhere.eventually().until(() -> asked.deliveries().equals(Map.of("email", "sent", "slack", "sent")));
            String link = Everywhere.link(world.mail(anna));
            SlackRoom.Shown message = world.message(anna);
            MimeMessage mail = world.mail(anna);

            for (String forged : forgedLinks(link, Everywhere.link(world.mail(bob)), message.token())) {
                HttpResponse<String> page = world.submit(forged, "decision=approve");
                assertThat(page.statusCode()).as(forged).isEqualTo(404);
                assertThat(asked.isOpen()).as(forged).isTrue();
            }

            // Whose link it is not finds their own question there, and no other.
            assertThat(world.submit(Everywhere.link(world.mail(bob)), "decision=approve")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(other.isOpen()).isFalse();
            assertThat(asked.isOpen()).isTrue();

            for (SlackTry forged : slackTries(world, anna, bob, message)) {
                assertThat(SlackRoom.send(world.http, world.server(), forged.payload(), forged.secret(), forged.at())
                                .statusCode())
                        .as(forged.what())
                        .isEqualTo(forged.told().isEmpty() ? 401 : 200);
                Everywhere.eventually()
                        .untilAsserted(() -> assertThat(String.join("\n", world.slack.whispersTo(forged.member())))
                                .as(forged.what())
                                .contains(forged.told()));
                assertThat(asked.isOpen()).as(forged.what()).isTrue();
            }

            for (String sender : List.of("mallory@example.net", bob.email(), "root+anna@example.com")) {
                String id = world.post.reply(sender, mail, "yes");
                Everywhere.eventually().until(() -> world.post.isHandled(id));
                assertThat(asked.isOpen()).as("a reply from " + sender).isTrue();
            }

            String id = world.post.reply(anna.email(), mail, "yes");
            Everywhere.eventually().until(() -> world.post.isHandled(id));
            assertThat(asked.isOpen()).as("the right reply").isFalse();
        }
    }

    private static List<String> forgedLinks(String link, String another, String button) {
        List<String> forged = new ArrayList<>();
        int start = "/answer/".length();
        for (int at = start; at < link.length(); at += 7) {
            char changed = link.charAt(at) == 'A' ? 'B' : 'A';
            forged.add(link.substring(0, at) + changed + link.substring(at + 1));
        }
        forged.add(link.substring(0, link.length() - 1));
        forged.add(link + "A");
        int middle = start + (link.length() - start) / 2;
        forged.add(link.substring(0, middle) + another.substring(middle));
        forged.add("/answer/" + button);
        return forged;
    }

    /** @param told what whoever tried is told; empty if it is refused before */
    private record SlackTry(String what, String payload, String secret, Instant at, String member, String told) {}

    private static List<SlackTry> slackTries(Everywhere world, Person anna, Person bob, SlackRoom.Shown message) {
        String button = Topic.APPROVAL.button();
        String genuine = world.slack.press(anna.member(), SlackRoom.TEAM, button, message, "1.1");
        String stranger = world.slack.press("U0MALLORY", SlackRoom.TEAM, button, message, "1.2");
        String elsewhere = world.slack.press(anna.member(), "T0ELSEWHERE", button, message, "1.3");
        String colleague = world.slack.press(bob.member(), SlackRoom.TEAM, button, message, "1.4");
        String changed = genuine.replace(message.token(), message.token().replaceFirst(".$", "!"))
                .replace("1.1", "1.5");
        String right = SlackRoom.SIGNING_SECRET;
        Instant now = Instant.now();
        String nobody = "Parley does not know which of its users you are";
        return List.of(
                new SlackTry("a forged signature", genuine, "another secret, not Slack's", now, anna.member(), ""),
                new SlackTry("an old request", genuine, right, now.minus(Duration.ofMinutes(6)), anna.member(), ""),
                new SlackTry("an unmapped user", stranger, right, now, "U0MALLORY", nobody),
                new SlackTry("a user of another workspace", elsewhere, right, now, anna.member(), nobody),
                new SlackTry("another user", colleague, right, now, bob.member(), "Your answer did not count"),
                new SlackTry("a changed button", changed, right, now, anna.member(), "no valid way to answer"));
    }
}
