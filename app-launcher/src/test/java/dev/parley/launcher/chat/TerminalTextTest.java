package dev.parley.launcher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.reader.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `\u001B[2J\u001B]0;owned\u0007`, <1B>[2J<1B>]0;owned<07>
            `a\rb`,                          a<0D>b
            `\u009B31m`,                     <9B>31m
            `\u007F\u0008`,                  <7F><08>
            `evil\u202Etxt`,                 evil<202E>txt
            `\u2066a\u2069`,                 <2066>a<2069>
            `grüße 😀 שלום`,                 `grüße 😀 שלום`
            """)
    void whatSteersTheTerminalIsShown(String text, String safe) {
        assertThat(SafeText.of(text)).isEqualTo(safe);
    }

    @Test
    void linesAndTabsStay() {
        assertThat(SafeText.of("a\n\tb\r\nc")).isEqualTo("a\n\tb\nc");
    }

    @Test
    void oneLineIsCutBetweenCharacters() {
        assertThat(SafeText.line("  a\nb\t c ", 10)).isEqualTo("a b c");
        assertThat(SafeText.line("0123456789", 10)).isEqualTo("0123456789");
        assertThat(SafeText.line("0123456789a", 10)).isEqualTo("0123456...");
        assertThat(SafeText.line("\uD83D\uDE00".repeat(11), 10)).isEqualTo("\uD83D\uDE00".repeat(7) + "...");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                       | ``
            short                    | short
            exactly 10               | exactly 10
            one two three            | one two/three
            abcdefghijklm            | abcdefghij/klm
            ab abcdefghijklm         | ab/abcdefghij/klm
            `   indented by three`   | `   indente/d by three`
            `trailing space `        | `trailing/space `
            `1234567890 2`           | `1234567890/2`
            日本語の文章です         | 日本語の文/章です
            """)
    void linesAreBrokenBetweenWordsWherePossible(String line, String rows) {
        assertThat(Rows.of(line, 10)).isEqualTo(List.of(rows.split("/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"The quick brown fox jumps over the lazy dog and runs", "日本 語の文章です a b c d e f g 😀😀😀😀😀😀"})
    void rowThatIsFullStaysWhileTheLineGrows(String line) {
        List<String> whole = Rows.of(line, 10);
        for (int end = 1; end <= line.length(); end++) {
            if (!Character.isLowSurrogate(line.charAt(Math.min(end, line.length() - 1)))) {
                List<String> rows = Rows.of(line.substring(0, end), 10);
                assertThat(rows.subList(0, rows.size() - 1)).isEqualTo(whole.subList(0, rows.size() - 1));
            }
        }
        assertThat(String.join("", whole).replace(" ", "")).isEqualTo(line.replace(" ", ""));
    }

    @Test
    void nothingOfAnAnswerIsShownTwice() {
        ShownAnswers shown = new ShownAnswers();

        assertThat(shown.rest("a", 0, "Hello")).isEqualTo("Hello");
        assertThat(shown.rest("a", 0, "Hel")).isEmpty();
        assertThat(shown.rest("a", 3, "lo you")).isEqualTo(" you");
        assertThat(shown.rest("b", 0, "Hello")).isEqualTo("Hello");
        assertThat(shown.isUnfinished("a")).isTrue();
        assertThat(shown.end("a", "Hello you there")).isEqualTo(" there");
        assertThat(shown.isUnfinished("a")).isFalse();
        assertThat(shown.end("b", "Hell")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            :help            | HELP ``
            :h               | :h may be :help or :history.
            :hel             | HELP ``
            :SW 2            | SWITCH `2`
            :new  My trip    | NEW `My trip`
            :q               | :q may be :questions or :quit.
            :qui             | QUIT ``
            :dance           | There is no :dance; :help lists what there is. A space before it makes it a message.
            :-)              | message
            :smile:          | message
            ` :help`         | message
            :                | message
            help             | message
            """)
    void localCommandsAreToldFromMessages(String line, String meant) {
        String parsed = switch (LocalCommand.parse(line)) {
            case LocalCommand.Parsed.Known known -> known.command() + " `" + known.rest() + "`";
            case LocalCommand.Parsed.Unknown unknown -> unknown.sentence();
            case LocalCommand.Parsed.NoCommand none -> "message";
        };
        assertThat(parsed).isEqualTo(meant);
    }

    @Test
    void wordsAreParsedForCompletionAndABackslashGoesOn() {
        MessageParser parser = new MessageParser();

        assertThat(parser.parse("/he it's", 3, Parser.ParseContext.COMPLETE)).satisfies(parsed -> {
            assertThat(parsed.word()).isEqualTo("/he");
            assertThat(parsed.wordIndex()).isZero();
            assertThat(parsed.wordCursor()).isEqualTo(3);
        });
        assertThat(parser.parse("say \"it", 7, Parser.ParseContext.ACCEPT_LINE).words())
                .containsExactly("say", "\"it");
        assertThat(MessageParser.withoutContinuations("a\\\nb\\c")).isEqualTo("a\nb\\c");
    }
}
