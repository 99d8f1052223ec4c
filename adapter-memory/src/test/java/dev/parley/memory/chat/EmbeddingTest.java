package dev.parley.memory.chat;

import static dev.parley.memory.chat.Chat.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.agent.ContextLimits;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolMode;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.message.Message;
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

            assertThat(model.prompts().getFirst().system()).startsWith("Answer in verse.");
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

    @Test
    void profileOfASessionDecidesHowMuchTheModelSees() throws Exception {
        Profile forgetful = Profile.DEFAULT.toBuilder()
                .name(new ProfileName("forgetful"))
                .context(new ContextLimits(2, null))
                .build();
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model(new ScriptedModel())
                .profiles(new Profiles(List.of(Profile.DEFAULT, forgetful)))
                .build()) {
            SessionId session = parley.sessions()
                    .start(ALICE, new StartSession(Title.NONE, Metadata.NONE, forgetful.name(), WhenFull.REJECT))
                    .session()
                    .id();
            parley.conversations().ask(ALICE, session, "My cat is grey.");
            parley.conversations().ask(ALICE, session, "My dog is brown.");

            ContextWindow context = parley.histories().context(ALICE, session);
            assertThat(context.messages())
                    .extracting(Message::text)
                    .containsExactly("My dog is brown.", "You said: My dog is brown.");
            assertThat(context.droppedMessages()).isEqualTo(2);
        }
    }

    @Test
    void structuredProfileWithoutAStructuredModelIsRefusedAtTheStart() {
        Profile structured =
                Profile.DEFAULT.toBuilder().toolMode(ToolMode.STRUCTURED).build();
        ParleyBuilder builder = Parley.builder()
                .storage(InMemoryStorage.open())
                .model(new ScriptedModel())
                .profiles(new Profiles(List.of(structured)));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("default")
                .withMessageContaining("structured model");
    }
}
