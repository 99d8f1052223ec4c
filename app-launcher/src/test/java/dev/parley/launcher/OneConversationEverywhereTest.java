package dev.parley.launcher;

import static dev.parley.launcher.Everywhere.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.Everywhere.Person;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One conversation moves from the page to Slack, to email and back, in one session with one history in order. */
@Timeout(180)
class OneConversationEverywhereTest {
    private static final int PEOPLE = 20;
    private static final int AT_ONCE = 5;

    @TempDir
    private Path folder;

    @Test
    void conversationMovesFromThePageToSlackToEmailAndBack() throws Exception {
        try (Everywhere world = Everywhere.start(folder);
                ExecutorService people = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < PEOPLE; number++) {
                Talk talk = new Talk(world, world.person("otto" + number));
                all.add(people.submit(talk::move));
            }
            for (Future<?> each : all) {
                each.get(150, TimeUnit.SECONDS);
            }
        }
    }

    /** What one person says, here and there. */
    private record Talk(Everywhere world, Person person) {
        Void move() throws Exception {
            String session = person.client().startSession();
            String page = "/api/sessions/" + session;
            onThePage(session, "one");
            send(page, "slack");
            SlackRoom.Shown handedOver = eventually()
                    .until(() -> world.slack.messagesTo(person.member()), shown -> shown.size() == 1)
                    .getFirst();
            inSlack(handedOver, "two");
            inSlack(handedOver, "three");
            awaitSent(page, "slack", 3);
            send(page, "email");
            byMail(lastMail(1), "four");
            awaitSent(page, "email", 2);
            byMail(lastMail(2), "five");
            awaitSent(page, "email", 3);
            onThePage(session, "six");

            eventually().until(() -> person.client().get(page).path("turns").isEmpty());
            assertHistory(person.client().get(page + "/messages?limit=100").path("items"));
            assertLog(log(page));
            assertThat(person.client().get("/api/sessions").path("total").asInt())
                    .isEqualTo(1);
            assertThat(world.slack.messagesTo(person.member())).hasSize(3);
            assertThat(world.post.mailsTo(person.email())).hasSize(3);
            return null;
        }

        private void onThePage(String session, String text) {
            person.client().say(session, UUID.randomUUID().toString(), text);
        }

        /** Has the last answer sent. */
        private void send(String page, String channel) {
            person.client().insist("POST", page + "/send", "{\"channel\":\"%s\"}".formatted(channel), 202);
            awaitSent(page, channel, 1);
        }

        /** Waits until it is noted that answers were sent, as it is long before somebody has read them. */
        private void awaitSent(String page, String channel, int count) {
            eventually().until(() -> {
                int sent = 0;
                for (JsonNode frame : log(page)) {
                    JsonNode delivery = frame.at("/event/payload/delivery");
                    boolean isSent = delivery.path("status").asText().equals("sent");
                    sent += isSent && delivery.path("channel").asText().equals(channel) ? 1 : 0;
                }
                return sent == count;
            });
        }

        private JsonNode log(String page) {
            return person.client().get(page + "/events?after=0&limit=100").path("items");
        }

        private void inSlack(SlackRoom.Shown thread, String text) throws Exception {
            String message = world.slack.direct(person.member(), thread, text);
            for (int again = 0; again < 2; again++) {
                assertThat(SlackRoom.tell(world.http, world.server(), message).statusCode())
                        .isEqualTo(200);
            }
        }

        private MimeMessage lastMail(int count) {
            return eventually()
                    .until(() -> world.post.mailsTo(person.email()), mails -> mails.size() == count)
                    .getLast();
        }

        private void byMail(MimeMessage answered, String text) throws Exception {
            world.post.reply(person.email(), answered, text);
        }

        private static void assertHistory(JsonNode messages) {
            List<String> said = new ArrayList<>();
            List<String> roles = new ArrayList<>();
            for (JsonNode message : messages) {
                roles.add(message.path("role").asText());
                if (message.path("role").asText().equals("user")) {
                    said.add(message.path("text").asText() + " "
                            + message.path("channel").asText());
                }
            }
            assertThat(said)
                    .containsExactly("one web", "two slack", "three slack", "four email", "five email", "six web");
            assertThat(roles).filteredOn("assistant"::equals).hasSize(6);
        }

        /** Every event once, and what people said in the order of its answers. */
        private static void assertLog(JsonNode frames) {
            long last = 0;
            for (JsonNode frame : frames) {
                long seq = frame.at("/event/seq").asLong();
                if (seq > 0) {
                    assertThat(seq).isEqualTo(++last);
                }
            }
            assertThat(last).isPositive();
        }
    }
}
