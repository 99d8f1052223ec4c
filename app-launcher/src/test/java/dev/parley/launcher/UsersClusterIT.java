package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database: what an administrator decides on one counts on the other. */
@DisabledOnOs(OS.WINDOWS)
class UsersClusterIT {
    @Test
    void userWhoIsDisabledOnOneNodeIsOffTheOther(@TempDir Path folder) throws Exception {
        try (Cluster cluster = Cluster.start(folder, 2, new ModelStub(0))) {
            RestClient root = cluster.administrator("root", 0);
            RestClient alice = cluster.client("alice", 1);
            String session = alice.startSession();
            HttpResponse<Stream<String>> stream = stream(alice, session);
            assertThat(stream.statusCode()).isEqualTo(200);
            try (SocketClient socket = cluster.socket("alice", 1);
                    SocketClient other = cluster.socket("bob", 1)) {
                socket.send("{\"type\":\"ping\",\"ref\":\"1\"}");
                socket.awaitReply("1");
                root.insist("PATCH", "/api/users/alice", "{\"disabled\":true}", 200);

                assertThat(socket.closeCode()).isEqualTo(4401);
                assertThat(stream.body().toList()).as("a stream that ends").isNotEmpty();
                assertThat(alice.send("GET", "/api/me", "").statusCode()).isEqualTo(403);
                other.send("{\"type\":\"ping\",\"ref\":\"2\"}");
                other.awaitReply("2");
            }
            root.insist("PATCH", "/api/users/alice", "{\"disabled\":false,\"role\":\"admin\"}", 200);
            await().atMost(Cluster.PATIENCE)
                    .until(() -> alice.send("GET", "/api/users?role=admin", "").statusCode() == 200);
            assertThat(alice.get("/api/users?role=admin").path("total").asInt()).isEqualTo(2);
        }
    }

    private static HttpResponse<Stream<String>> stream(RestClient client, String session) throws Exception {
        URI events = client.server().resolve("/api/sessions/" + session + "/events");
        return client.http()
                .send(
                        HttpRequest.newBuilder(events)
                                .header("Authorization", "Bearer " + client.token())
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
    }
}
