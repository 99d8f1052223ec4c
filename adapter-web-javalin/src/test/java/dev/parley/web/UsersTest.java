package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.UserChange;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.http.Mount;
import dev.parley.web.http.RequestIdentity;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come in and with which role, on every way there is. */
class UsersTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);

    private TestServer server;
    private RestClient root;
    private RestClient alice;

    @BeforeEach
    void start() {
        server = TestServer.start(chat -> {}, web -> web.with(new Mount("/who", WhoServlet::new)));
        root = server.rest("root", Role.ADMIN);
        alice = server.rest("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Tells who calls, or why nobody may. */
    private static final class WhoServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient RequestIdentity identity;

        WhoServlet(RequestIdentity identity) {
            this.identity = identity;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String told;
            try {
                Caller caller = identity.caller(request);
                told = caller.user() + " " + caller.role().wireName();
            } catch (ChatException refusal) {
                told = refusal.code().code();
            }
            response.getWriter().print(told);
        }
    }

    private Result patch(String user, String body) {
        return root.send("PATCH", "/api/users/" + user, body);
    }

    private void disable(String user) {
        assertThat(patch(user, "{\"disabled\":true}").status()).isEqualTo(200);
    }

    private static void assertKeptOut(Result result) {
        assertThat(result.status()).isEqualTo(403);
        assertThat(result.errorCode()).isEqualTo("user_disabled");
    }

    private static String role(RestClient client) {
        return client.get("/api/me").body().path("role").asText();
    }

    @Test
    void disabledUserIsRefusedWhereverTheyAsk() throws IOException {
        String session = alice.newSession();
        assertThat(alice.get("/who").text()).isEqualTo("alice viewer");
        disable("alice");

        assertKeptOut(alice.get("/api/me"));
        assertKeptOut(alice.post("/api/login", ""));
        assertKeptOut(alice.get("/api/sessions/" + session));
        assertKeptOut(alice.say(session, "hello"));
        assertKeptOut(alice.post("/api/chat", "{\"message\":\"hello\"}"));
        assertThat(alice.stream("GET", "/api/sessions/" + session + "/events", null)
                        .status())
                .isEqualTo(403);
        assertThat(alice.get("/who").text()).isEqualTo("user_disabled");
        assertThat(server.anybody()
                        .get("/api/me", "Cookie", "parley_token=" + server.token("alice"))
                        .errorCode())
                .isEqualTo("user_disabled");
        try (SocketClient socket = server.socket("alice")) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.awaitClose().closeCode()).isEqualTo(4401);
        }
        assertThat(server.rest("bob").get("/api/me").status()).isEqualTo(200);
        patch("alice", "{\"disabled\":false}");
        assertThat(alice.get("/api/sessions/" + session).status()).isEqualTo(200);
    }

    @Test
    void streamsOfAUserEndWhenTheyAreDisabledAndNoOthers() throws IOException {
        String session = alice.newSession();
        RestClient bob = server.rest("bob");
        alice.send("PUT", "/api/sessions/" + session + "/participants/bob", "{\"access\":\"viewer\"}");
        String events = "/api/sessions/" + session + "/events";
        try (SocketClient first = server.socket("alice");
                SocketClient second = server.socket("alice");
                SocketClient other = server.socket("bob");
                EventReader stream = alice.stream("GET", events, null);
                EventReader othersStream = bob.stream("GET", events, null)) {
            first.ask("join_session", "session_id", session);
            second.ask("ping");
            other.ask("ping");
            assertThat(stream.next().id()).isEqualTo("1");
            disable("alice");

            for (SocketClient socket : List.of(first, second)) {
                SocketClient.Received close = socket.awaitClose();
                assertThat(close.closeCode()).isEqualTo(4401);
                assertThat(close.closeReason()).isEqualTo("stop");
            }
            assertThat(stream.all()).isNotEmpty();
            assertThat(other.ask("ping").path("type").asText()).isEqualTo("pong");
            assertThat(othersStream.next().id()).isEqualTo("1");
            Awaitility.await().until(() -> server.server.openStreams() == 2);
        }
    }

    @Test
    void connectionsThatAreOpenedWhileTheirUserIsDisabledDoNotStay() {
        Together.results(8, number -> {
            if (number == 0) {
                server.parley.users().change(ROOT, new UserId("alice"), UserChange.ofDisabled(true));
            } else {
                try (SocketClient socket = server.socket("alice")) {
                    assertThat(socket.awaitClose().closeCode()).isEqualTo(4401);
                }
            }
            return number;
        });
    }

    @Test
    void changedRoleCountsFromTheNextRequestAndFrameOn() throws IOException {
        String session = alice.newSession();
        try (SocketClient socket = server.socket("alice")) {
            assertThat(reload(socket, session).path("error_code").asText()).isEqualTo("forbidden");
            assertThat(role(alice)).isEqualTo("viewer");
            patch("alice", "{\"role\":\"analyst\"}");

            assertThat(role(alice)).isEqualTo("analyst");
            assertThat(reload(socket, session).path("error_code").asText()).isNotEqualTo("forbidden");
            assertThat(alice.get("/who").text()).isEqualTo("alice analyst");
            patch("alice", "{\"role\":\"admin\"}");
            assertThat(alice.get("/api/usage?user=bob").status()).isEqualTo(200);
            assertThat(alice.get("/api/users").status()).isEqualTo(200);
            patch("alice", "{\"role\":\"token\"}");
            assertThat(role(alice)).isEqualTo("viewer");
            assertThat(alice.get("/api/users").status()).isEqualTo(403);
            assertThat(reload(socket, session).path("error_code").asText()).isEqualTo("forbidden");
        }
    }

    /** A command that viewers may not run. */
    private static JsonNode reload(SocketClient socket, String session) throws IOException {
        return socket.ask("message", "session_id", session, "content", "/reload");
    }

    @Test
    void assignedRoleCountsLessThanThatOfTheTokenToo() {
        RestClient admin = server.rest("carol", Role.ADMIN);
        assertThat(admin.get("/api/users").status()).isEqualTo(200);
        patch("carol", "{\"role\":\"viewer\"}");

        assertThat(role(admin)).isEqualTo("viewer");
        assertThat(admin.get("/api/users").status()).isEqualTo(403);
        assertThat(admin.get("/api/users").errorCode()).isEqualTo("forbidden");
    }

    @Test
    void administratorsListUsers() {
        alice.get("/api/me");
        server.rest("bob", Role.ANALYST).get("/api/me");
        patch("bob", "{\"role\":\"admin\"}");
        disable("idp%7Ca%2Fb+c@d:e=");

        JsonNode all = root.get("/api/users").body();
        assertThat(all.path("total").asInt()).isEqualTo(4);
        assertThat(all.path("limit").asInt()).isEqualTo(20);
        assertThat(ids(all)).containsExactly("alice", "bob", "idp|a/b+c@d:e=", "root");
        JsonNode bob = all.path("items").get(1);
        assertThat(bob.path("first_seen_at").asText())
                .isNotEmpty()
                .isEqualTo(bob.path("last_seen_at").asText());
        assertThat(bob.toString())
                .startsWith(
                        "{\"user_id\":\"bob\",\"role\":\"admin\",\"token_role\":\"analyst\",\"assigned_role\":\"admin\",\"disabled\":false,");
        assertThat(all.path("items").get(2).toString())
                .isEqualTo(
                        "{\"user_id\":\"idp|a/b+c@d:e=\",\"role\":\"viewer\",\"token_role\":null,\"assigned_role\":null,"
                                + "\"disabled\":true,\"first_seen_at\":null,\"last_seen_at\":null}");
        assertThat(ids(root.get("/api/users?q=O").body())).containsExactly("bob", "root");
        assertThat(ids(root.get("/api/users?q=B&role=admin").body())).containsExactly("bob");
        assertThat(ids(root.get("/api/users?role=viewer&disabled=false").body()))
                .containsExactly("alice");
        assertThat(ids(root.get("/api/users?disabled=true").body())).containsExactly("idp|a/b+c@d:e=");
        JsonNode second = root.get("/api/users?limit=1&offset=1").body();
        assertThat(ids(second)).containsExactly("bob");
        assertThat(second.path("total").asInt()).isEqualTo(4);
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(user -> user.path("user_id").asText())
                .toList();
    }

    @Test
    void onlyAdministratorsDo() {
        for (Role role : List.of(Role.VIEWER, Role.ANALYST)) {
            RestClient other = server.rest("dora", role);
            assertThat(other.get("/api/users").errorCode()).isEqualTo("forbidden");
            assertThat(other.send("PATCH", "/api/users/root", "{\"disabled\":true}")
                            .errorCode())
                    .isEqualTo("forbidden");
        }
        assertThat(server.anybody().get("/api/users").status()).isEqualTo(401);
        assertThat(server.anybody().send("PATCH", "/api/users/root", "{}").status())
                .isEqualTo(401);
        assertThat(role(root)).isEqualTo("admin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PATCH | /api/users/root      | {\"disabled\":true}        | 409 | invalid_state",
                "PATCH | /api/users/root      | {\"role\":\"viewer\"}      | 409 | invalid_state",
                "PATCH | /api/users/alice     | {\"role\":\"root\"}        | 400 | invalid_request",
                "PATCH | /api/users/alice     | {\"role\":\"\"}            | 400 | invalid_request",
                "PATCH | /api/users/alice     | {\"role\":5}               | 400 | invalid_request",
                "PATCH | /api/users/alice     | {\"disabled\":\"true\"}    | 400 | invalid_request",
                "PATCH | /api/users/alice     | {\"user_id\":\"bob\"}      | 400 | invalid_request",
                "PATCH | /api/users/al%20ice  | {\"disabled\":true}        | 400 | invalid_request",
                "PATCH | /api/users/nobody    | {}                         | 404 | not_found",
                "GET   | /api/users?role=root |                            | 400 | invalid_request",
                "GET   | /api/users?disabled=1 |                           | 400 | invalid_request",
                "GET   | /api/users?limit=0   |                            | 400 | invalid_request",
                "GET   | /api/users?limit=101 |                            | 400 | invalid_request",
                "GET   | /api/users?offset=-1 |                            | 400 | invalid_request",
                "GET   | /api/users?sort=id   |                            | 400 | invalid_request",
            })
    void wrongRequestsAreRefused(String method, String path, String body, int status, String code) {
        Result result = root.send(method, path, body);

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.errorCode()).isEqualTo(code);
        assertThat(role(root)).isEqualTo("admin");
    }

    @Test
    void whoTriesWrongTokensIsSentAway() throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            for (String token : List.of("nonsense", server.token("bob"), "a.b.c", "")) {
                assertThat(socket.ask("authenticate", "token", token)
                                .path("type")
                                .asText())
                        .isEqualTo("error");
            }
            socket.send("{\"type\":\"authenticate\",\"token\":\"nonsense\"}");

            assertThat(socket.awaitClose().closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void goodTokenForgivesTheWrongOnesBeforeIt() throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(socket.ask("authenticate", "token", "nonsense")
                                    .path("error_code")
                                    .asText())
                            .isEqualTo("unauthenticated");
                }
                assertThat(socket.ask("authenticate", "token", server.token("alice", Duration.ofHours(2)))
                                .path("type")
                                .asText())
                        .isEqualTo("authenticated");
            }
        }
    }
}
