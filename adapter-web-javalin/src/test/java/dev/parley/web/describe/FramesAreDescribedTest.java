package dev.parley.web.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.socket.CloseCode;
import dev.parley.web.socket.Command;
import dev.parley.web.support.Descriptions;
import dev.parley.web.support.TestServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whoever adds a frame is told what its description needs. */
class FramesAreDescribedTest {
    private static TestServer server;

    private final Examples examples = new Examples();
    private final JsonNode document = Descriptions.socket().document();

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFrameThatClientsSend() {
        return server.server.commands().stream()
                .map(command -> DynamicTest.dynamicTest(command.type(), () -> requireDescribed(command)));
    }

    private void requireDescribed(Command<?> command) {
        assertThat(command.refusals())
                .as("add .refuses(ErrorCode.…): the codes that the use case refuses with; .refuses() if there are none")
                .isNotNull();
        requireExample(SchemaNames.ofCommand(command.type()));
        command.replies().forEach(this::requireSent);
    }

    @TestFactory
    Stream<DynamicTest> everyFrameThatTheServerSends() {
        return ServerFrame.all().stream()
                .map(frame -> DynamicTest.dynamicTest(frame.getSimpleName(), () -> requireSent(frame)));
    }

    private void requireSent(Class<?> frame) {
        assertThat(FrameTypes.of(frame))
                .as("add static final String TYPE = \"…\" to %s and make its frames with it", frame.getSimpleName())
                .isNotNull();
        requireExample(SchemaNames.ofAnswer(frame));
    }

    private void requireExample(String name) {
        assertThat(examples.find(name))
                .as("add an example of %s to %s", name, Examples.RESOURCE)
                .isNotNull();
    }

    @Test
    void everyFrameHasAnOperationWithItsReplies() {
        for (Command<?> command : server.server.commands()) {
            JsonNode operation = document.path("operations").path(command.type());
            assertThat(operation.path("action").asText()).isEqualTo("receive");
            assertThat(operation.path("reply").path("messages"))
                    .hasSize(command.replies().size() + 1);
            assertThat(document.at("/components/schemas/%s/properties/type/const"
                                    .formatted(SchemaNames.ofCommand(command.type())))
                            .asText())
                    .isEqualTo(command.type());
        }
        assertThat(ServerFrame.all())
                .allSatisfy(frame -> assertThat(document.path("operations")
                                .path("send" + frame.getSimpleName())
                                .path("action")
                                .asText())
                        .isEqualTo("send"));
    }

    @Test
    void everyCloseCodeIsThere() {
        List<Integer> codes = document.at("/channels/socket/x-close-codes").findValues("code").stream()
                .map(JsonNode::asInt)
                .toList();

        assertThat(codes).contains(1007, 1009);
        assertThat(Stream.of(CloseCode.values()).map(CloseCode::code)).allMatch(codes::contains);
    }
}
