package dev.parley.launcher.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.agent.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesWatchTest {
    @TempDir
    private Path folder;

    private final List<ProfilesDocument> told = new ArrayList<>();
    private Path file;
    private ProfilesFile profiles;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("agents.yaml");
        profiles = new ProfilesFile(file, Map.<String, String>of()::get);
        say("first");
    }

    private void say(String prompt) throws IOException {
        Files.writeString(file, "profiles: {default: {system_prompt: %s}}".formatted(prompt));
    }

    private List<String> prompts() {
        return told.stream()
                .flatMap(document -> document.profiles().stream())
                .map(Profile::systemPrompt)
                .toList();
    }

    @Test
    void changeIsToldOnce() throws IOException {
        ProfilesWatch watch = new ProfilesWatch(profiles);
        assertThat(watch.first().profiles()).extracting(Profile::systemPrompt).containsExactly("first");

        watch.look(told::add);
        assertThat(prompts()).isEmpty();

        say("again");
        watch.look(told::add);
        watch.look(told::add);
        assertThat(prompts()).containsExactly("again");
    }

    @Test
    void wrongVersionIsPassedOverAndTheNextRightOneCounts() throws IOException {
        ProfilesWatch watch = new ProfilesWatch(profiles);

        say("[wrong]");
        watch.look(told::add);
        Files.delete(file);
        watch.look(told::add);
        watch.look(told::add);
        assertThat(prompts()).isEmpty();

        say("first");
        watch.look(told::add);
        assertThat(prompts()).containsExactly("first");
    }

    @Test
    void listenerThatFailsDoesNotEndTheWatch() throws IOException {
        ProfilesWatch watch = new ProfilesWatch(profiles);

        say("broken");
        watch.look(document -> {
            throw new IllegalStateException("a defect");
        });
        say("whole");
        watch.look(told::add);

        assertThat(prompts()).containsExactly("whole");
    }

    @Test
    void wrongFileIsRefusedAtTheStart() throws IOException {
        say("[wrong]");

        assertThatThrownBy(() -> new ProfilesWatch(profiles))
                .isInstanceOf(ProfilesFileException.class)
                .hasMessageContaining("agents.yaml:1:");
    }

    @Test
    void fileIsLookedAtByItself() throws IOException, InterruptedException {
        CountDownLatch changed = new CountDownLatch(1);
        try (ProfilesWatch watch = new ProfilesWatch(profiles)) {
            watch.start(document -> changed.countDown());
            say("again");

            assertThat(changed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
