package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.util.List;

/** A way in which a question is answered. */
enum AnswerWay {
    WEB("web", "the web") {
        @Override
        Answering prepare(Everywhere world, Everywhere.Asked asked, Topic topic) {
            return () -> {
                HttpResponse<String> response = asked.person()
                        .client()
                        .send("POST", asked.path() + "/respond", "{\"answer\":" + topic.overRest() + "}");
                return (name, winner) -> {
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(winner == this ? 200 : 409);
                    if (winner != this) {
                        assertThat(response.body())
                                .contains(
                                        "\"already_answered\"",
                                        "\"author_id\":\"" + name + "\"",
                                        "\"channel\":\"" + winner.wireName + "\"");
                    }
                };
            };
        }
    },
    LINK("email", "email") {
        @Override
        Answering prepare(Everywhere world, Everywhere.Asked asked, Topic topic) {
            String link = Everywhere.link(world.mail(asked.person()));
            return () -> {
                HttpResponse<String> page = world.submit(link, topic.inForm());
                return (name, winner) -> {
                    assertThat(page.statusCode()).isEqualTo(winner == this ? 200 : 409);
                    assertThat(page.body())
                            .contains(
                                    winner == this ? "Thank you, your answer counts" : "Another answer came first",
                                    "Answered by <strong>" + name + "</strong> via " + winner.words + " at ");
                };
            };
        }
    },
    REPLY("email", "email") {
        @Override
        Answering prepare(Everywhere world, Everywhere.Asked asked, Topic topic) {
            String address = asked.person().email();
            MimeMessage mail = world.mail(asked.person());
            return () -> {
                String id = world.post.reply(address, mail, topic.inReply());
                Everywhere.eventually().until(() -> world.post.isHandled(id));
                return (name, winner) -> {
                    List<MimeMessage> mails = world.post.mailsTo(address);
                    assertThat(mails).hasSize(winner == this ? 1 : 2);
                    if (winner != this) {
                        assertThat(PostOffice.text(mails.getLast()))
                                .contains("answered by " + name + " via " + winner.words + " at ");
                    }
                };
            };
        }
    },
    SLACK("slack", "Slack") {
        @Override
        Answering prepare(Everywhere world, Everywhere.Asked asked, Topic topic) throws Exception {
            String member = asked.person().member();
            String press = world.slack.press(
                    member, SlackRoom.TEAM, topic.button(), world.message(asked.person()), asked.id());
            if (topic != Topic.FREE_TEXT) {
                return () -> {
                    assertThat(world.tell(press)).isEqualTo(200);
                    return (name, winner) -> assertTold(world, member, "", name, winner);
                };
            }
            if (asked.isOpen()) {
                assertThat(world.tell(press)).isEqualTo(200);
                Everywhere.eventually().until(() -> world.slack.hasForm(asked.id()));
                String form = world.slack.submission(member, asked.id(), asked.id() + "-form", "SLACK");
                return () -> {
                    HttpResponse<String> reply = world.send(form);
                    return (name, winner) -> assertTold(world, member, reply.body(), name, winner);
                };
            }
            return () -> {
                assertThat(world.tell(press)).isEqualTo(200);
                return (name, winner) -> assertTold(world, member, "", name, winner);
            };
        }

        private void assertTold(Everywhere world, String member, String reply, String name, AnswerWay winner) {
            if (winner == this) {
                assertThat(world.slack.whispersTo(member)).isEmpty();
                return;
            }
            String told = "already answered by " + name + " via " + winner.wireName + " at ";
            Everywhere.eventually()
                    .untilAsserted(() -> assertThat(reply + String.join("\n", world.slack.whispersTo(member)))
                            .contains(told));
        }
    };

    private final String wireName;
    private final String words;

    AnswerWay(String wireName, String words) {
        this.wireName = wireName;
        this.words = words;
    }

    /** Of the channel. */
    String wireName() {
        return wireName;
    }

    /** Makes ready what a person needs for it. */
    abstract Answering prepare(Everywhere world, Everywhere.Asked asked, Topic topic) throws Exception;

    /** An answer that is ready to be given. */
    @FunctionalInterface
    interface Answering {
        Told answer() throws Exception;
    }

    /** What whoever gave an answer is told. */
    @FunctionalInterface
    interface Told {
        /**
         * Asserts that it is the truth.
         *
         * @param name who answered
         * @param winner the way in which the answer came that counts
         */
        void assertTrue(String name, AnswerWay winner) throws Exception;
    }
}
