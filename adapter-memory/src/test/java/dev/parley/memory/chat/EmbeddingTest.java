package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.memory.InMemoryStorage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application that embeds a chat can rely on. */
class EmbeddingTest {
    @Test
    void storageAndModelAreRequired() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Parley.builder().model(new ScriptedModel()).build());
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Parley.builder().storage(InMemoryStorage.open()).build());
    }

    @Test
    void closingTwiceClosesOnce() {
        Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model(new ScriptedModel())
                .build();
        parley.close();
        parley.close();

        assertThat(parley.runningTurns()).isZero();
    }

    @Test
    void readinessIsThatOfTheModel() {
        ScriptedModel model = new ScriptedModel();
        try (Parley parley =
                Parley.builder().storage(InMemoryStorage.open()).model(model).build()) {
            assertThat(parley.isModelReady()).isTrue();
            model.ready(false);
            assertThat(parley.isModelReady()).isFalse();
        }
    }

    @Test
    void profileOfASessionDecidesWhatTheModelIsTold() throws Exception {
        ProfileName poet = new ProfileName("poet");
        ScriptedModel model = new ScriptedModel();
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model(model)
                .profiles(new Profiles(List.of(Profile.DEFAULT, new Profile(poet, "Answer in verse.", "gpt-verse"))))
                .build()) {
            SessionId session = parley.sessions()
                    .start(ALICE, new StartSession(Title.NONE, Metadata.NONE, poet, WhenFull.REJECT))
                    .session()
                    .id();
            parley.conversations().ask(ALICE, session, "Hello");

            assertThat(model.prompts().getFirst().system()).isEqualTo("Answer in verse.");
            assertThat(model.prompts().getFirst().model()).isEqualTo("gpt-verse");
        }
    }

    @Test
    void tokensAreCountedByTheGivenCounter() throws Exception {
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model(new ScriptedModel())
                .tokenCounter(text -> 100)
                .build()) {
            SessionId session =
                    parley.sessions().start(ALICE, StartSession.PLAIN).session().id();
            parley.conversations().ask(ALICE, session, "Hello");

            assertThat(parley.histories().context(ALICE, session).tokens()).isEqualTo(208);
        }
    }
}
