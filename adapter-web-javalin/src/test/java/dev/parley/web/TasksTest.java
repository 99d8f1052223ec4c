package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks over REST. */
class TasksTest {
    private static TestServer server;
    private static int people;
    private RestClient owner;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void somebodyWithoutTasks() {
        owner = server.rest("owner" + people++);
    }

    @Test
    void addsATaskAndShowsItByIdAndNumber() {
        Result added = add("Milch holen 😀");

        assertThat(added.status()).isEqualTo(201);
        JsonNode task = added.body();
        assertThat(RestTest.fieldsOf(task))
                .containsExactly("task_id", "number", "title", "done", "created_at", "updated_at", "completed_at");
        assertThat(task.path("title").asText()).isEqualTo("Milch holen 😀");
        assertThat(task.path("number").asInt()).isEqualTo(1);
        assertThat(task.path("done").asBoolean(true)).isFalse();
        assertThat(task.path("completed_at").isNull()).isTrue();
        assertThat(owner.get("/api/tasks/" + id(task)).body()).isEqualTo(task);
        assertThat(owner.get("/api/tasks/1").body()).isEqualTo(task);
    }

    @Test
    void listsTasksPageByPage() {
        List.of("one", "two", "three").forEach(this::add);
        owner.post("/api/tasks/2/complete", "");

        JsonNode all = owner.get("/api/tasks").body();

        assertThat(titlesOf(all)).containsExactly("one", "two", "three");
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("limit").asInt()).isEqualTo(20);
        assertThat(all.path("offset").asInt()).isZero();
        JsonNode page = owner.get("/api/tasks?limit=1&offset=1").body();
        assertThat(titlesOf(page)).containsExactly("two");
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(titlesOf(owner.get("/api/tasks?done=true").body())).containsExactly("two");
        assertThat(titlesOf(owner.get("/api/tasks?done=false").body())).containsExactly("one", "three");
    }

    @Test
    void changesWhatIsGivenAndLeavesTheRest() {
        add("one");

        JsonNode renamed =
                owner.send("PATCH", "/api/tasks/1", "{\"title\":\"uno\"}").body();
        JsonNode done = owner.send("PATCH", "/api/tasks/1", "{\"done\":true}").body();
        Result reopened = owner.send("PATCH", "/api/tasks/1", "{\"title\":\"eins\",\"done\":false}");

        assertThat(renamed.path("title").asText()).isEqualTo("uno");
        assertThat(renamed.path("done").asBoolean(true)).isFalse();
        assertThat(done.path("title").asText()).isEqualTo("uno");
        assertThat(done.path("done").asBoolean()).isTrue();
        assertThat(done.path("completed_at").isTextual()).isTrue();
        assertThat(reopened.status()).isEqualTo(200);
        assertThat(reopened.body().path("title").asText()).isEqualTo("eins");
        assertThat(reopened.body().path("done").asBoolean(true)).isFalse();
        assertThat(owner.get("/api/tasks/1").body()).isEqualTo(reopened.body());
    }

    @Test
    void completingTwiceIsCompletingOnce() {
        String id = id(add("one").body());

        Result first = owner.post("/api/tasks/" + id + "/complete", "");
        Result second = owner.post("/api/tasks/1/complete", "");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body().path("done").asBoolean()).isTrue();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void aDeletedTaskIsGone() {
        String id = id(add("one").body());

        Result deleted = owner.delete("/api/tasks/" + id);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.response().body()).isEmpty();
        assertThat(owner.get("/api/tasks/1").status()).isEqualTo(404);
        assertThat(owner.delete("/api/tasks/1").status()).isEqualTo(404);
        assertThat(owner.get("/api/tasks").body().path("total").asInt()).isZero();
    }

    @Test
    void theSameKeyAddsAndDeletesOnce() {
        String uuid = UUID.randomUUID().toString();

        Result first = owner.post("/api/tasks", "{\"title\":\"one\"}", "Idempotency-Key", "my-key");
        Result again = owner.post("/api/tasks", "{\"title\":\"two\"}", "Idempotency-Key", "\"my-key\"");
        Result other = owner.post("/api/tasks", "{\"title\":\"three\"}", "Idempotency-Key", "k".repeat(255));
        Result deleted = owner.delete("/api/tasks/1", "Idempotency-Key", uuid);
        Result deletedAgain = owner.delete("/api/tasks/1", "Idempotency-Key", uuid);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.body().path("number").asInt()).isEqualTo(2);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deletedAgain.status()).isEqualTo(204);
        assertThat(titlesOf(owner.get("/api/tasks").body())).containsExactly("three");
        assertThat(server.rest("somebody-else")
                        .post("/api/tasks", "{\"title\":\"own\"}", "Idempotency-Key", "my-key")
                        .body()
                        .path("title")
                        .asText())
                .isEqualTo("own");
    }

    @Test
    void tasksOfOthersDoNotExist() {
        String id = id(add("mine").body());
        RestClient other = server.rest("other");

        for (Result refused : List.of(
                other.get("/api/tasks/" + id),
                other.delete("/api/tasks/" + id),
                other.send("PATCH", "/api/tasks/" + id, "{\"done\":true}"),
                other.post("/api/tasks/" + id + "/complete", ""),
                other.get("/api/tasks/" + UUID.randomUUID()))) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.errorCode()).isEqualTo("not_found");
        }
        assertThat(other.get("/api/tasks").body().path("total").asInt()).isZero();
        assertThat(owner.get("/api/tasks/" + id).body().path("done").asBoolean(true))
                .isFalse();
        assertThat(server.anybody().get("/api/tasks").status()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "none",
            value = {
                "POST   | /api/tasks            | {}                                | invalid_request",
                "POST   | /api/tasks            | {\"title\":null}                  | invalid_request",
                "POST   | /api/tasks            | {\"title\":5}                     | invalid_request",
                "POST   | /api/tasks            | {\"title\":\"a\",\"done\":true}   | invalid_request",
                "POST   | /api/tasks            | {\"title\":\"\"}                  | invalid_content",
                "POST   | /api/tasks            | {\"title\":\"LONG\"}              | invalid_content",
                "POST   | /api/tasks            | {\"title\":\"\\ud800\"}           | invalid_content",
                "PATCH  | /api/tasks/1          | {\"title\":\"\"}                  | invalid_content",
                "PATCH  | /api/tasks/1          | {\"done\":\"yes\"}                | invalid_request",
                "PATCH  | /api/tasks/1          | {\"number\":2}                    | invalid_request",
                "GET    | /api/tasks?done=yes   | none                              | invalid_request",
                "GET    | /api/tasks?limit=0    | none                              | invalid_request",
                "GET    | /api/tasks?limit=101  | none                              | invalid_request",
                "GET    | /api/tasks?offset=-1  | none                              | invalid_request",
                "GET    | /api/tasks?q=x        | none                              | invalid_request",
                "GET    | /api/tasks/0          | none                              | invalid_request",
                "GET    | /api/tasks/one        | none                              | invalid_request",
                "GET    | /api/tasks/1234567890123456789 | none                     | invalid_request",
                "DELETE | /api/tasks/-1         | none                              | invalid_request",
                "POST   | /api/tasks/1/complete | {\"done\":true}                   | invalid_request"
            })
    void whatIsNotRightIsRefusedAndChangesNothing(String method, String path, String body, String code) {
        add("one");
        JsonNode before = owner.get("/api/tasks").body();

        Result refused = owner.send(method, path, body == null ? null : body.replace("LONG", "x".repeat(501)));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo(code);
        assertThat(owner.get("/api/tasks").body()).isEqualTo(before);
    }

    @Test
    void keysThatAreNoneAreRefused() {
        Result refused = owner.post("/api/tasks", "{\"title\":\"x\"}", "Idempotency-Key", "k".repeat(256));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(owner.get("/api/tasks").body().path("total").asInt()).isZero();
    }

    private Result add(String title) {
        return owner.post("/api/tasks", "{\"title\":\"%s\"}".formatted(title));
    }

    private static String id(JsonNode task) {
        return task.path("task_id").asText();
    }

    private static List<String> titlesOf(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(task -> task.path("title").asText())
                .toList();
    }
}
