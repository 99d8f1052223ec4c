package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people wrote is what they see. */
class WrittenTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "plain *bold* `code` :smile: 😀 → plain *bold* `code` :smile: 😀",
                "1 &lt; 2 &amp;&amp; 3 &gt; 2 → 1 < 2 && 3 > 2",
                "&amp;lt; stays an entity → &lt; stays an entity",
                "<https://example.com/a?b=1&amp;c=2> → https://example.com/a?b=1&c=2",
                "<https://example.com/a|the page> → the page (https://example.com/a)",
                "see <http://example.com|example.com>. → see example.com.",
                "<https://example.com/|https://example.com/> → https://example.com/",
                "<http://example.com/|example.com> → example.com",
                "<mailto:a@example.com|a@example.com> → a@example.com",
                "<mailto:a@example.com> → a@example.com",
                "<tel:123|call me> → call me (tel:123)",
                "<@U024BE7LH> and <@U024BE7LH|anna> → @U024BE7LH and @anna",
                "<#C024BE7LR|general> <#C024BE7LR> → #general #C024BE7LR",
                "<!here> <!channel|channel> <!subteam^S1|@team> → @here channel @team",
                "<!date^1392734382^{date}|18 Feb 2014> → 18 Feb 2014",
                "a < b and < → a < b and <",
                "<> → ''",
                "<|x> <x|> → x () x",
            })
    void referencesAndEntitiesAreRead(String sent, String seen) {
        assertThat(WrittenText.of(sent)).isEqualTo(seen);
    }

    @Test
    void timeGrowsWithTheLengthOnly() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            WrittenText.of("<".repeat(1 << 20));
            WrittenText.of("<a|b>".repeat(1 << 18));
            WrittenText.of("&lt;".repeat(1 << 18) + ">");
        });
    }
}
