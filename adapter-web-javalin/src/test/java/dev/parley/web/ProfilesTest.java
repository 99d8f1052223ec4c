package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.agent.ContextLimits;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.domain.session.ProfileName;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final Profile POET = Profile.DEFAULT.toBuilder()
            .name(new ProfileName("poet"))
            .description("Answers in verse.")
            .systemPrompt("Nobody's business.")
            .model("gpt-verse")
            .context(new ContextLimits(5, null))
            .build();
    private static final Profile ANALYST =
            Profile.DEFAULT.toBuilder().name(new ProfileName("analyst")).build();

    private TestServer server;
    private RestClient alice;

    @BeforeEach
    void start() {
        Profiles profiles = new Profiles(List.of(POET, Profile.DEFAULT, ANALYST));
        server = TestServer.start(chat -> chat.profiles(profiles), web -> web);
        alice = server.rest("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void profilesAreListedWithTheDefaultFirstAndWithoutWhatTheyAreTold() {
        JsonNode items = alice.get("/api/profiles").body().path("items");

        assertThat(items.findValuesAsText("name")).containsExactly("default", "analyst", "poet");
        assertThat(items.get(2).toString())
                .isEqualTo("{\"name\":\"poet\",\"description\":\"Answers in verse.\",\"model\":\"gpt-verse\","
                        + "\"context\":{\"messages\":5,\"tokens\":2000}}");
        assertThat(items.get(0).path("model").isNull()).isTrue();
    }

    @Test
    void contextTellsTheLimitsOfTheSessionsProfile() {
        String poem = alice.post("/api/sessions", "{\"profile\":\"poet\"}")
                .body()
                .path("session_id")
                .asText();

        JsonNode context = alice.get("/api/sessions/" + poem + "/context").body();

        assertThat(context.path("limits").toString()).isEqualTo("{\"messages\":5,\"tokens\":2000}");
    }

    @Test
    void profilesAreForUsersOnly() {
        assertThat(server.anybody().get("/api/profiles").status()).isEqualTo(401);
    }
}
