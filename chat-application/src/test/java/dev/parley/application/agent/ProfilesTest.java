package dev.parley.application.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.ChatException;
import dev.parley.domain.session.ProfileName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final Profile POET = new Profile(new ProfileName("poet"), "Answer in verse.", "gpt-verse");
    private static final Profiles PROFILES = new Profiles(List.of(POET, Profile.DEFAULT));

    @Test
    void profileIsFoundByItsName() {
        assertThat(PROFILES.require(new ProfileName("poet"))).isEqualTo(POET);
        assertThat(PROFILES.of(new ProfileName("poet"))).isEqualTo(POET);
    }

    @Test
    void unknownProfileIsRefusedNamingTheOthers() {
        assertThatThrownBy(() -> PROFILES.require(new ProfileName("nobody")))
                .isInstanceOfSatisfying(
                        ChatException.Invalid.class,
                        refusal -> assertThat(refusal.details())
                                .isEqualTo(Map.of("field", "profile", "profiles", List.of("default", "poet"))));
    }

    @Test
    void sessionWhoseProfileIsGoneUsesTheDefault() {
        assertThat(PROFILES.of(new ProfileName("gone"))).isEqualTo(Profile.DEFAULT);
    }

    @Test
    void thereMustBeADefaultAndNoNameTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Profiles(List.of(POET)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Profiles(List.of(Profile.DEFAULT, Profile.DEFAULT)));
    }

    @Test
    void allProfilesAreReplacedAtOnce() {
        Profiles profiles = new Profiles(List.of(POET, Profile.DEFAULT));
        Profile brief = Profile.DEFAULT.toBuilder().systemPrompt("Be brief.").build();

        profiles.replace(List.of(brief));

        assertThat(profiles.all()).containsExactly(brief);
        assertThat(profiles.of(POET.name())).isEqualTo(brief);
        assertThatThrownBy(() -> profiles.require(POET.name())).isInstanceOf(ChatException.Invalid.class);
    }

    @Test
    void unfitReplacementChangesNothing() {
        Profiles profiles = new Profiles(List.of(POET, Profile.DEFAULT));

        assertThatIllegalArgumentException().isThrownBy(() -> profiles.replace(List.of(POET)));

        assertThat(profiles.all()).containsExactlyInAnyOrder(POET, Profile.DEFAULT);
    }

    @Test
    void builderChangesWhatItIsTold() {
        Profile changed = POET.toBuilder()
                .description("Rhymes.")
                .model(null)
                .toolMode(ToolMode.STRUCTURED)
                .toolPolicy(new ToolPolicy(List.of()))
                .context(new ContextLimits(5, null))
                .editableApprovals(true)
                .unansweredApprovals(UnansweredApprovals.APPROVE)
                .feedbackLifetime(Duration.ofHours(1))
                .build();

        assertThat(changed)
                .isEqualTo(new Profile(
                        POET.name(),
                        "Rhymes.",
                        "Answer in verse.",
                        null,
                        new ToolPolicy(List.of()),
                        ToolMode.STRUCTURED,
                        new ContextLimits(5, null),
                        true,
                        UnansweredApprovals.APPROVE,
                        Duration.ofHours(1)));
        assertThat(POET.toBuilder().build()).isEqualTo(POET);
    }
}
