package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.launcher.settings.Setting;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.SettingsTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void withoutACommandTheServerIsMeant() {
        assertThat(Arguments.parse().command()).isEqualTo(Arguments.Command.SERVE);
        assertThat(Arguments.parse().flags()).isEmpty();
        assertThat(Arguments.parse("serve").command()).isEqualTo(Arguments.Command.SERVE);
    }

    @Test
    void flagsStandBeforeOrBehindTheCommand() {
        Map<String, String> flags = Map.of("--port", "80", "--host", "::1");

        assertThat(Arguments.parse("--port", "80", "--host=::1").flags()).isEqualTo(flags);
        assertThat(Arguments.parse("serve", "--port=80", "--host", "::1").flags())
                .isEqualTo(flags);
        assertThat(Arguments.parse("--port=80", "serve", "--host", "::1").flags())
                .isEqualTo(flags);
    }

    @Test
    void everySettingIsAFlagOfEveryCommand() {
        for (Setting<?> setting : SettingsTable.all()) {
            assertThat(Arguments.parse(setting.flag(), "x").flags()).containsExactly(Map.entry(setting.flag(), "x"));
            assertThat(Arguments.parse("token", setting.flag(), "").flags())
                    .containsExactly(Map.entry(setting.flag(), ""));
        }
    }

    @Test
    void tokenHasFlagsOfItsOwn() {
        Arguments arguments = Arguments.parse("token", "--user", "alice", "--role", "admin", "--ttl", "1h");

        assertThat(arguments.command()).isEqualTo(Arguments.Command.TOKEN);
        assertThat(arguments.flags()).isEqualTo(Map.of("--user", "alice", "--role", "admin", "--ttl", "1h"));
    }

    @Test
    void valuesAreTakenAsTheyAre() {
        assertThat(Arguments.parse("--model", "@file", "--host", "${sys:user.home}", "--jwt-issuer", "\"a b\"")
                        .flags())
                .isEqualTo(Map.of("--model", "@file", "--host", "${sys:user.home}", "--jwt-issuer", "\"a b\""));
    }

    @Test
    void helpListsAllSettingsWithTheirDefaults() {
        Arguments asked = Arguments.parse("--help");

        assertThat(asked.isHelpWanted()).isTrue();
        for (Setting<?> setting : SettingsTable.all()) {
            assertThat(withoutSpace(asked.help()))
                    .contains(withoutSpace(setting.flag() + "=" + setting.label() + setting.meaning() + "("
                            + setting.variable() + ", default: " + setting.otherwise() + ")"));
        }
        assertThat(asked.help()).contains("serve", "token").doesNotContain("Markdown");
        assertThat(asked.help().lines()).allMatch(line -> line.length() <= 110);
    }

    /** Lines are broken at any place, even inside of addresses. */
    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void helpOfACommandIsAboutIt() {
        Arguments asked = Arguments.parse("token", "-h");

        assertThat(asked.isHelpWanted()).isTrue();
        assertThat(asked.help())
                .contains("parley token", "--user=NAME", "--role", "--ttl", "--jwt-secret", "--data-dir")
                .doesNotContain("--port", "--limit");
    }

    @Test
    void chatHasFlagsOfItsOwnAndTellsItsExitCodes() {
        Map<String, String> flags = Map.of("--url", "http://a", "--session", "last", "--message", "-x @file");

        assertThat(Arguments.parse("chat", "--url=http://a", "--session", "last", "--message", "-x @file")
                        .flags())
                .isEqualTo(flags);
        assertThat(Arguments.parse("chat", "--help").help())
                .contains("parley chat", "--url=URL", "--token", "--profile", "--port", "--data-dir", "Exit codes:")
                .doesNotContain("--limit", "--storage");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prot=8080                    | There is no flag --prot; did you mean --port?
            --limit-chat-waits 5s          | There is no flag --limit-chat-waits; did you mean --limit-chat-wait?
            --weather                      | There is no flag --weather; parley --help lists all there are.
            -x                             | There is no flag -x; did you mean -V?
            server                         | There is no command server; did you mean serve?
            tokens --user=alice            | There is no command tokens; did you mean token?
            make coffee                    | There is no command make; parley --help lists all there are.
            serve --user=alice             | There is no flag --user; parley --help lists all there are.
            token --rule=admin             | There is no flag --rule; did you mean --role?
            --port                         | --port needs a value.
            token --user                   | --user needs a value.
            --port=1 --port=2              | --port is given twice.
            """)
    void whatIsNotUnderstoodEndsWithOneSentence(String line, String sentence) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> Arguments.parse(line.split(" ")))
                .withMessage(sentence);
    }
}
