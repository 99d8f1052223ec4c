package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.parley.web.support.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An answer of 100,000 characters streams without freezing the page: work is counted, since time depends on the machine. */
class LongAnswerIT {
    private static final int STEPS = 100;
    private static final int PARAGRAPHS_PER_STEP = 10;
    private static final String SENTENCE =
            "Words that fill a line of about ninety characters, so that the whole is long enough.";

    /** Counts how often and how much Markdown is parsed, the pictures that are drawn, and the tasks that block the page. */
    private static final String COUNT = """
            async () => {
                const { Lexer } = await import('marked');
                const counts = (window.counts = { parsings: 0, parsed: 0, frames: 0, longTasks: 0 });
                const lex = Lexer.prototype.lex;
                Lexer.prototype.lex = function (text) {
                    counts.parsings++;
                    counts.parsed += text.length;
                    return lex.call(this, text);
                };
                const frame = () => {
                    counts.frames++;
                    requestAnimationFrame(frame);
                };
                frame();
                new PerformanceObserver((list) => (counts.longTasks += list.getEntries().length)).observe({ type: 'longtask' });
            }""";

    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void onlyTheEndOfAGrowingAnswerIsParsedAndAtMostOncePerPicture() {
        ScriptedModel.Conversation answer = site.server().model.next();
        Page page = site.open();
        page.evaluate(COUNT);
        send(page, "Write a lot");

        String text = "";
        for (int step = 0; step < STEPS; step++) {
            String part = paragraphs(step);
            text += part;
            answer.say(part);
            // Each part is on the screen before the next one comes: none can share a picture with it, on any machine.
            page.waitForFunction(
                    "last => document.querySelector('.streaming .markdown')?.textContent.includes(last)",
                    "Paragraph " + ((step + 1) * PARAGRAPHS_PER_STEP - 1) + ". " + SENTENCE);
        }
        Map<?, ?> counts = (Map<?, ?>) page.evaluate("counts");
        answer.end();
        assertThat(stop(page)).isHidden();

        assertThat(text.length()).isGreaterThan(100_000);
        assertThat(numberOf(counts, "parsings")).isBetween(STEPS, numberOf(counts, "frames") + 1);
        assertThat(numberOf(counts, "parsed"))
                .as("as much as the answer has and the last blocks again each time, not all of it each time")
                .isLessThan(6 * text.length());
        assertThat(numberOf(counts, "longTasks"))
                .as("tasks that block the page, of which a busy machine makes some")
                .isLessThan(numberOf(counts, "parsings"));
        assertThat(site.storedAnswer(page)).isEqualTo(text);
        assertThat(answers(page).innerText().split("\\s*\n\\s*"))
                .containsExactly(text.strip().split("\n\n"));
    }

    @Test
    void oneBlockOfAHundredThousandCharactersIsNoTroubleEither() {
        ScriptedModel.Conversation answer = site.server().model.next();
        Page page = site.open();
        page.evaluate(COUNT);
        send(page, "One long program");
        answer.say("```\n");

        for (int step = 1; step <= STEPS; step++) {
            answer.say((SENTENCE + "\n").repeat(12));
            page.waitForFunction(
                    "length => document.querySelector('.streaming code')?.textContent.length >= length",
                    step * 12 * SENTENCE.length() * 7 / 10);
            composer(page).press("x");
        }
        answer.say("```");
        answer.end();

        assertThat(stop(page)).isHidden();
        assertThat(composer(page)).hasValue("x".repeat(STEPS));
        assertThat(answers(page).locator("pre")).hasCount(1);
        assertThat(answers(page).locator("code").textContent())
                .isEqualTo((SENTENCE + "\n").repeat(12 * STEPS).strip());
    }

    /** Marks without an end, links in links and the like, of which parsers look for the other end. */
    @Test
    void textThatIsHardToParseIsNoTroubleEither() {
        for (String hard :
                List.of("*a ", "[a", "_a ", "![", "`", "<a ", "[a](", "&", "a@", "http://", "!", "``a", "> ", "- ")) {
            site.willSay(hard.repeat(60_000 / hard.length()));
        }
        Page page = site.open();

        for (int i = 1; i <= 14; i++) {
            send(page, "Again");
            assertThat(answers(page)).hasCount(i);
            assertThat(stop(page)).isHidden();
        }

        composer(page).fill("still there");
        assertThat(composer(page)).hasValue("still there");
    }

    private static int numberOf(Map<?, ?> counts, String name) {
        return ((Number) counts.get(name)).intValue();
    }

    private static String paragraphs(int step) {
        return IntStream.range(0, PARAGRAPHS_PER_STEP)
                .mapToObj(i -> "Paragraph " + (step * PARAGRAPHS_PER_STEP + i) + ". " + SENTENCE + "\n\n")
                .collect(Collectors.joining());
    }
}
