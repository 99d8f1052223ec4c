package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is mounted beside the routes is used by those who show the right proof, and by nobody else. What people read about it is what is tried. */
@Timeout(120)
class MountAccessTest {
    private static final Path PAGE = Path.of(System.getProperty("parley.root"), "docs", "access.md");
    private static final String WRITE = "parley.docs.write";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    private static final String CHALLENGE = "{\"type\":\"url_verification\",\"challenge\":\"hello\"}";
    private static final String BEGIN = "<!-- mounts -->\n";
    private static final String END = "<!-- /mounts -->\n";

    @TempDir
    private static Path folder;

    private static Everywhere world;

    @BeforeAll
    static void start() throws InterruptedException {
        world = Everywhere.start(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** What a caller shows. */
    private enum Proof {
        NOTHING("nothing"),
        TOKEN("a token"),
        EXPIRED_TOKEN("an expired token"),
        LINK("a link"),
        CHANGED_LINK("a changed link"),
        SIGNATURE("Slack's signature"),
        OTHER_SIGNATURE("another signature"),
        OLD_SIGNATURE("an old signature");

        private final String words;

        Proof(String words) {
            this.words = words;
        }
    }

    /** What can be done, and by which proof. */
    private enum Door {
        TOOLS("POST", "/mcp", Proof.TOKEN, 401, JSON, false, at -> CALL),
        LOOK("GET", "/answer/{link}", Proof.LINK, 404, FORM, false, at -> ""),
        ANSWER("POST", "/answer/{link}", Proof.LINK, 404, FORM, true, at -> "decision=approve"),
        PRESS("POST", "/slack/interactions", Proof.SIGNATURE, 401, FORM, true, Question::press),
        EVENT("POST", "/slack/events", Proof.SIGNATURE, 401, JSON, false, at -> CHALLENGE);

        private final String method;
        private final String path;
        private final Proof right;
        private final int refusal;
        private final String contentType;
        private final boolean answers;
        private final Function<Question, String> body;

        /** @param answers whether it answers a question */
        Door(
                String method,
                String path,
                Proof right,
                int refusal,
                String contentType,
                boolean answers,
                Function<Question, String> body) {
            this.method = method;
            this.path = path;
            this.right = right;
            this.refusal = refusal;
            this.contentType = contentType;
            this.answers = answers;
            this.body = body;
        }

        private String row() {
            return "| `%s %s` |%s"
                    .formatted(
                            method,
                            path,
                            Arrays.stream(Proof.values())
                                    .map(proof -> proof == right ? " ✓ |" : " " + refusal + " |")
                                    .collect(Collectors.joining()));
        }
    }

    /** Somebody's question, and what they got with it. */
    private record Question(Everywhere.Asked asked, String link, SlackRoom.Shown message) {
        static Question ask(String person) {
            Everywhere.Asked asked = world.ask(world.person(person), "May I go?", Topic.APPROVAL.kind(), "parallel");
            String link = Everywhere.link(world.mail(asked.person())).substring("/answer/".length());
            return new Question(asked, link, world.message(asked.person()));
        }

        String user() {
            return asked.person().name();
        }

        String press() {
            String press = world.slack.press(
                    asked.person().member(), SlackRoom.TEAM, Topic.APPROVAL.button(), message, asked.id());
            return "payload=" + URLEncoder.encode(press, StandardCharsets.UTF_8);
        }

        /** The proof, wherever one may be looked for. */
        HttpResponse<String> send(Door door, Proof proof) throws Exception {
            String bearer = bearer(proof);
            String path = door.path.replace("{link}", bearer.isEmpty() ? "A".repeat(link.length()) : bearer);
            String body = door.body.apply(this);
            HttpRequest.Builder request = HttpRequest.newBuilder(world.server().resolve(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", door.contentType)
                    .method(door.method, HttpRequest.BodyPublishers.ofString(body));
            if (!bearer.isEmpty()) {
                request.header("Authorization", "Bearer " + bearer).header("Cookie", "parley_token=" + bearer);
            }
            signature(proof, body).forEach(request::header);
            return world.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        private String bearer(Proof proof) {
            return switch (proof) {
                case TOKEN -> world.token(user(), Instant.now());
                case EXPIRED_TOKEN -> world.token(user(), Instant.now().minus(Duration.ofDays(1)));
                case LINK -> link;
                case CHANGED_LINK -> link.substring(0, link.length() - 1) + (link.endsWith("A") ? "B" : "A");
                case NOTHING, SIGNATURE, OTHER_SIGNATURE, OLD_SIGNATURE -> "";
            };
        }

        private Map<String, String> signature(Proof proof, String body) throws GeneralSecurityException {
            return switch (proof) {
                case SIGNATURE -> signed(SlackRoom.SIGNING_SECRET, Instant.now(), body);
                case OTHER_SIGNATURE -> signed("another secret, not Slack's", Instant.now(), body);
                case OLD_SIGNATURE ->
                    signed(SlackRoom.SIGNING_SECRET, Instant.now().minus(Duration.ofMinutes(6)), body);
                case NOTHING, TOKEN, EXPIRED_TOKEN, LINK, CHANGED_LINK -> Map.of();
            };
        }

        private static Map<String, String> signed(String secret, Instant at, String body)
                throws GeneralSecurityException {
            String time = String.valueOf(at.getEpochSecond());
            return Map.of(
                    "X-Slack-Request-Timestamp",
                    time,
                    "X-Slack-Signature",
                    SlackRoom.signature(secret, "v0:" + time + ":" + body));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rightProofOpensAndNoOtherDoes(Door door) throws Exception {
        Question question = Question.ask("p" + door.ordinal());
        for (Proof proof : Proof.values()) {
            if (proof != door.right) {
                HttpResponse<String> refused = question.send(door, proof);
                assertThat(refused.statusCode()).as(proof.words).isEqualTo(door.refusal);
                assertThat(refused.body())
                        .as(proof.words)
                        .doesNotContain("May I go?", question.asked().id());
            }
        }
        assertThat(question.asked().isOpen()).isTrue();

        HttpResponse<String> done = question.send(door, door.right);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        if (door.answers) {
            Everywhere.eventually().until(() -> !question.asked().isOpen());
        } else {
            assertThat(question.asked().isOpen()).isTrue();
        }
    }

    @Test
    void everythingThatIsMountedIsTried() {
        assertThat(world.mounts())
                .as("a mount without a line here")
                .allSatisfy(mount ->
                        assertThat(Door.values()).anyMatch(door -> door.path.startsWith(mount.replace("*", ""))));
        assertThat(Door.values())
                .as("a line without a mount")
                .allSatisfy(door ->
                        assertThat(world.mounts()).anyMatch(mount -> door.path.startsWith(mount.replace("*", ""))));
    }

    @Test
    void pageHasTheTableThatIsTried() throws IOException {
        String page = Files.readString(PAGE);
        String renewed = page.substring(0, page.indexOf(BEGIN)) + BEGIN + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, renewed);
            return;
        }

        assertThat(page)
                .as(
                        "docs/access.md; to write it anew: mvn -q -Pquick -pl app-launcher -am test -Dtest=MountAccessTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-D%s=true",
                        WRITE)
                .isEqualTo(renewed);
    }

    private static String table() {
        List<String> heads =
                Arrays.stream(Proof.values()).map(proof -> proof.words).toList();
        String rows = Arrays.stream(Door.values()).map(Door::row).collect(Collectors.joining("\n"));
        return "| | %s |\n|---|%s\n%s\n\n".formatted(String.join(" | ", heads), ":-:|".repeat(heads.size()), rows);
    }
}
