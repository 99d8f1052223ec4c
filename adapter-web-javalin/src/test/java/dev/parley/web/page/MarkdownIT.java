package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How answers are rendered. */
class MarkdownIT {
    /** Renders texts as they grow, by random pieces, and compares with the same text rendered at once; gives what differs. */
    private static final String GROWN_AND_WHOLE = """
            async ([texts, seeds]) => {
                const { GrowingMarkdown } = await import('/assets/parley/elements/markdown.js');
                const random = (seed) => () => {
                    seed = (seed + 0x6d2b79f5) | 0;
                    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
                    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
                    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
                };
                const differences = [];
                for (const text of texts) {
                    const whole = document.createElement('div');
                    new GrowingMarkdown(whole).show(text, true);
                    for (let seed = 1; seed <= seeds; seed++) {
                        const next = random(seed);
                        const grown = document.createElement('div');
                        const markdown = new GrowingMarkdown(grown);
                        for (let end = 0; end < text.length; ) {
                            end = Math.min(text.length, end + 1 + Math.floor(next() ** 3 * 60));
                            markdown.show(text.slice(0, end));
                        }
                        if (grown.innerHTML !== whole.innerHTML) {
                            differences.push(`seed ${seed}: ${text}\\n--- grown\\n${grown.innerHTML}\\n--- whole\\n${whole.innerHTML}`);
                            break;
                        }
                    }
                }
                return differences;
            }""";

    @RegisterExtension
    final PageSite site = new PageSite();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "some text, p",
                "# title, h1",
                "- one\\n- two, ul > li:last-child",
                "1. one\\n\\n2. two, ol > li:last-child > p",
                "- one\\n  - two, ul ul > li:last-child",
                "> quoted, blockquote > p"
            })
    void caretStandsBehindTheLastWord(String written, String place) {
        site.willSay(written.replace("\\n", "\n"), "");
        Page page = site.open();
        send(page, "Write");
        assertThat(answers(page).locator(place)).isVisible();

        assertThat((List<?>) answers(page).evaluate("""
                        (answer) => [...answer.querySelectorAll('*')]
                            .filter((part) => getComputedStyle(part, '::after').content !== 'none')
                            .map((part) => part.localName)""")).hasSize(1);
        assertThat((Boolean) answers(page)
                        .locator(place)
                        .evaluate("(part) => getComputedStyle(part, '::after').content !== 'none'"))
                .isTrue();
    }

    @Test
    void answerThatGrowsLooksLikeOneThatCameAtOnce() {
        Page page = site.open();
        List<String> texts = Stream.concat(
                        Corpus.documents().stream(), Corpus.hostile().stream().filter(text -> text.length() < 500))
                .toList();

        assertThat((List<?>) page.evaluate(GROWN_AND_WHOLE, List.of(texts, 6))).isEmpty();
    }

    @Test
    void documentsThatFollowOneAnotherGrowLikeOne() {
        Page page = site.open();
        String all = String.join("\n\n", Corpus.documents());

        assertThat((List<?>) page.evaluate(GROWN_AND_WHOLE, List.of(List.of(all), 5)))
                .isEmpty();
    }

    @Test
    void codeIsLabelledAndCopied() {
        site.willSay("Try this:\n\n```python\nprint(1 < 2)\n```\n\n- or\n\n  ```\n  plain\n  ```");
        Page page = site.open();
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

        send(page, "Code, please");

        Locator blocks = answers(page).locator(".code");
        assertThat(blocks).hasCount(2);
        assertThat(blocks.first().locator(".code-head")).containsText("python");
        button(blocks.first(), "Copy").click();
        assertThat(blocks.first().locator(".copy-code")).hasText("Copied");
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).isEqualTo("print(1 < 2)");
        assertThat(blocks.last().locator("code")).hasText("plain");
    }

    @Test
    void wholeAnswerIsCopiedAsItWasWritten() {
        String written = "# Plan\n\n- *one*\n- two";
        site.willSay(written);
        Page page = site.open();
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        send(page, "A plan");
        assertThat(answers(page).locator("em")).hasText("one");

        button(page.locator(".message.assistant"), "Copy").click();

        assertThat(button(page.locator(".message.assistant"), "Copied")).isVisible();
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).isEqualTo(written);
    }

    @Test
    void embeddedImageIsShown() {
        site.willSay("![dot](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)");
        Page page = site.open();

        send(page, "Draw");

        assertThat(answers(page).locator("img[src^='data:image/gif']")).hasAttribute("alt", "dot");
    }
}
