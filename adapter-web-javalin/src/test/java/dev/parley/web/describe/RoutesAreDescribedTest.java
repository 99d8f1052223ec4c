package dev.parley.web.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.RecordShape;
import dev.parley.web.rest.Door;
import dev.parley.web.rest.Parameter;
import dev.parley.web.rest.Route;
import dev.parley.web.support.Descriptions;
import dev.parley.web.support.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whoever adds a route is told what its description needs. */
class RoutesAreDescribedTest {
    private static TestServer server;

    private final Examples examples = new Examples();

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRoute() {
        return server.server.routes().stream()
                .map(route -> DynamicTest.dynamicTest(
                        route.method().name() + " " + route.path(), () -> requireDescribed(route)));
    }

    private void requireDescribed(Route<?> route) {
        assertThat(route.notes().operation())
                .as("add .named(Topic.…, \"verbAndNoun\"): the name by which generated clients call it")
                .matches("[a-z]+[A-Za-z]*");
        assertThat(server.server.routes())
                .as("choose another name in .named(…)")
                .filteredOn(
                        other -> other.notes().operation().equals(route.notes().operation()))
                .hasSize(1);
        assertThat(route.summary()).as("write a summary").isNotBlank().doesNotEndWith(".");
        assertThat(route.notes().refusals())
                .as("add .refuses(ErrorCode.…): the codes that the use case refuses with; .refuses() if there are none")
                .isNotNull();
        for (Parameter parameter : PathParameters.of(route.path())) {
            assertThat(PathParameters.isKnown(parameter.name()))
                    .as("add %s to PathParameters", parameter.name())
                    .isTrue();
        }
        requireBody(route);
        requireAnswer(route);
    }

    private void requireBody(Route<?> route) {
        Class<?> body = route.body();
        if (body != null && !RecordShape.of(body).fields().isEmpty()) {
            String name = SchemaNames.ofRequest(body);
            assertThat(examples.find(name))
                    .as("add an example of %s to %s", name, Examples.RESOURCE)
                    .isNotNull();
        }
    }

    private void requireAnswer(Route<?> route) {
        Class<?> answer = route.answer() == PageJson.class ? route.notes().item() : route.answer();
        if (route.answer() == null) {
            boolean empty = List.of(101, 204).contains(route.status());
            assertThat(route.notes().mediaTypes().isEmpty())
                    .as(
                            "say what it answers: .answers(…Json.class), or .gives(\"media/type\") if that is no JSON document")
                    .isEqualTo(empty);
            return;
        }
        assertThat(answer)
                .as("use .answersPageOf(…Json.class), which says what the items are")
                .isNotNull();
        String name = SchemaNames.ofAnswer(answer);
        assertThat(examples.find(name))
                .as("add an example of %s to %s", name, Examples.RESOURCE)
                .isNotNull();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationHasWhatFollowsFromItsRoute() {
        return server.server.routes().stream()
                .map(route -> DynamicTest.dynamicTest(route.notes().operation(), () -> {
                    JsonNode operation = Descriptions.http()
                            .document()
                            .path("paths")
                            .path(PathParameters.template(route.path()))
                            .path(route.method().name().toLowerCase(Locale.ROOT));
                    JsonNode responses = operation.path("responses");
                    assertThat(responses.has("500")).isTrue();
                    assertThat(responses.has("401")).isEqualTo(route.door() == Door.USER);
                    assertThat(responses.has("415")).isEqualTo(route.body() != null);
                    assertThat(operation.path("security").isEmpty()).isEqualTo(route.door() == Door.OPEN);
                    assertThat(responses
                                    .path(String.valueOf(route.status()))
                                    .path("headers")
                                    .has("X-Correlation-Id"))
                            .isTrue();
                    assertThat(operation.toString().contains("text/event-stream"))
                            .isEqualTo(route.streams());
                }));
    }
}
