package dev.parley.application.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages are commands. */
class CommandLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/help", "/h", "/?", "/? me", "/x y z", "/Über", "/over-and_out 2", "/help\nme", "/\uD835\uDC00"
            })
    void slashAndANameAreACommand(String text) {
        assertThat(CommandLine.isCommand(text)).isTrue();
        assertThat(CommandLine.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "// comment",
                "/ help",
                " /help",
                "\n/help",
                "/1",
                "/-x",
                "/usr/bin",
                "/dev/null; rm",
                "/help!",
                "/?x",
                "help",
                "a /help",
                "/\u00A0x"
            })
    void anythingElseIsAMessage(String text) {
        assertThat(CommandLine.isCommand(text)).isFalse();
        assertThat(CommandLine.parse(text)).isEmpty();
    }

    @Test
    void wordsAreTakenApartAtWhiteSpace() {
        assertThat(CommandLine.parse("/Reload  14\t a\nb  "))
                .contains(new CommandLine("reload", List.of("14", "a", "b")));
        assertThat(CommandLine.parse("/?")).contains(new CommandLine("?", List.of()));
        assertThat(CommandLine.parse("/STATS")).contains(new CommandLine("stats", List.of()));
    }
}
