package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.LayoutBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownBlocksTest {
    private static String json(String markdown) {
        List<LayoutBlock> blocks = MarkdownBlocks.of(markdown);
        for (LayoutBlock block : blocks) {
            SlackLimits.blocks(BlockJson.of(List.of(block)));
        }
        return BlockJson.of(blocks);
    }

    @Test
    void markdownLooksAsItsAuthorMeantIt() {
        assertThat(
                        json(
                                "# Title\n\nSome **bold**, *italic* and `code`.\n\n- one\n- two\n  - deep\n\n3. three\n\n> said\n\n```java\nint a;\n```"))
                .contains("{\"type\":\"text\",\"text\":\"Title\",\"style\":{\"bold\":true")
                .contains("\"text\":\"bold\",\"style\":{\"bold\":true")
                .contains("\"italic\":true")
                .contains("\"code\":true")
                .contains("\"style\":\"bullet\",\"indent\":0")
                .contains("\"style\":\"bullet\",\"indent\":1")
                .contains("\"style\":\"ordered\",\"indent\":0,\"offset\":2")
                .contains("rich_text_quote")
                .contains(
                        "{\"type\":\"rich_text_preformatted\",\"elements\":[{\"type\":\"text\",\"text\":\"int a;\"}]}");
    }

    @Test
    void linksLeadToTheWebOnly() {
        assertThat(json("[docs](https://example.com/a?b=1)"))
                .contains("\"url\":\"https://example.com/a?b\\u003d1\",\"text\":\"docs\"");
        assertThat(
                        json(
                                "[run](javascript:alert(1)) [f](file:///etc/passwd) [s](slack://open) ![x](data:image/png;base64,AA)"))
                .doesNotContain("\"url\"", "javascript:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!channel>",
                "<@U024BE7LH>",
                "<!subteam^S1|x>",
                "@here",
                "<https://evil.example|good.example>",
                "<b>bold</b>"
            })
    void whatSlackWouldTakeForACommandIsText(String text) {
        String json = json(text);

        assertThat(json).doesNotContain("broadcast", "\"user\"", "usergroup");
        assertThat(json).doesNotContain("\"url\":\"https://evil.example\",\"text\":\"good.example\"");
    }

    @Test
    void longAndHostileTextsAreCutIntoBlocksThatSlackTakes() {
        json("x".repeat(20_000));
        json("`" + "y".repeat(9_000) + "`");
        json("```\n" + "z\n".repeat(9_000) + "```");
        json("- " + "😀 ".repeat(5_000));
        json(("[" + "a".repeat(4_000) + "](https://example.com)"));
        json("**".repeat(3_000));
        json("\n\n-\n\n*\n");
    }

    @Test
    void depthsThatNobodyWritesAreShownAsText() {
        assertThat(json(">".repeat(30_000))).isNotEmpty();
        assertThat(json("[".repeat(5_000) + "a" + "](https://example.com)".repeat(5_000)))
                .isNotEmpty();
    }
}
