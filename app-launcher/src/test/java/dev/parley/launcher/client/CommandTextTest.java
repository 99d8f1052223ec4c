package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"/help", "/?", "/? x", "/Stat now", "/clear\nmore", "/a-b_2"})
    void commandsAreToldFromMessages(String text) {
        assertThat(ParleyClient.isCommand(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "help", " /help", "/usr/bin", "/2", "/help!", "//"})
    void messagesAreToldFromCommands(String text) {
        assertThat(ParleyClient.isCommand(text)).isFalse();
    }
}
