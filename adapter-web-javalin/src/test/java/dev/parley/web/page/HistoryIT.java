package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.scrollTop;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long histories, of which only a window is in the document, and where the reader is in them. */
class HistoryIT {
    private static final int PAIRS = 5_000;

    /** Messages that may be in the document at once. */
    private static final int WINDOW = 120;

    private static final int STEP_PIXELS = 700;

    private static final Locator.GetByTextOptions EXACT = new Locator.GetByTextOptions().setExact(true);

    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void tenThousandMessagesOpenWithAWindowOfThem() {
        Page page = site.open();
        List<Request> requests = new ArrayList<>();
        page.onRequest(requests::add);

        openLongChat(page);

        assertThat(said(page, "question " + PAIRS)).isInViewport();
        assertThat(shown(page)).hasSizeGreaterThan(20).endsWith(PAIRS);
        assertThat((Integer) page.evaluate("document.querySelectorAll('*').length"))
                .isLessThan(6_000);
        assertThat(requests)
                .filteredOn(request -> request.url().contains("/messages"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whoScrollsUpReadsOnWithoutAJump() {
        Page page = site.open();
        openLongChat(page);

        for (int i = 0; i < 60; i++) {
            stepUp(page);
        }

        assertThat(shown(page).getFirst()).as("several pages were loaded").isLessThan(PAIRS - 150);
        page.getByText("Latest").click();
        assertThat(said(page, "question " + PAIRS)).isInViewport();
    }

    @Test
    void beginningAndEndAreAKeyAway() {
        Page page = site.open();
        openLongChat(page);

        page.locator(".scroller").press("Home");
        assertThat(said(page, "question 1")).isInViewport();
        assertThat(shown(page)).startsWith(1);
        assertThat(page.locator(".loading-more")).hasCount(0);

        for (int last = shown(page).getLast(); last < 110; last = shown(page).getLast()) {
            stepDown(page, last);
        }

        page.locator(".scroller").press("End");
        assertThat(said(page, "question " + PAIRS)).isInViewport();
        assertThat(page.getByText("Latest")).isHidden();
    }

    @Test
    void whatWasFoundIsShownWhereItWasSaidAndReadOnFromThere() {
        Page page = site.open();
        String session = LongHistory.of(400, site.storage().sessions(), ALICE);
        page.reload();

        page.getByLabel("Search chats").fill("question 117");
        page.locator("mark").click();

        Locator found = said(page, "question 117");
        assertThat(found).isInViewport();
        assertThat(page.locator(".revealed")).containsText("question 117");
        assertThat(page.url()).contains(session).contains("&at=");
        assertThat(page.getByText("Latest")).isVisible();
        assertThat(shown(page)).contains(117);

        for (int last = shown(page).getLast(); last < 400; last = shown(page).getLast()) {
            stepDown(page, last);
        }
        assertThat(said(page, "answer 400")).isAttached();
    }

    @Test
    void newMessagesComeWhereverTheReaderIs() {
        Page page = site.open();
        String session = LongHistory.of(200, site.storage().sessions(), ALICE);
        page.navigate(site.address("/#session=" + session));
        assertThat(said(page, "question 200")).isInViewport();
        page.locator(".scroller").press("Home");
        assertThat(said(page, "question 1")).isInViewport();
        double top = scrollTop(page);

        site.rest().say(session, "Something new");
        composer(page).fill("My own");
        assertThat(said(page, "Something new")).hasCount(0);
        assertThat(scrollTop(page)).isEqualTo(top);
        composer(page).press("Enter");

        assertThat(said(page, "My own")).isInViewport();
        assertThat(said(page, "Something new")).isAttached();
    }

    @Test
    void readerWhoScrolledUpIsLeftAlone() {
        String[] pieces = Stream.iterate(1, i -> i + 1)
                .limit(60)
                .map(i -> "Paragraph " + i + "\n\n")
                .toArray(String[]::new);
        var answer = site.willSay(pieces);
        Page page = site.open();
        send(page, "Write");
        for (int i = 1; i < 50; i++) {
            answer.goOn();
        }
        assertThat(answers(page)).containsText("Paragraph 50");
        assertThat(answers(page).getByText("Paragraph 50")).isInViewport();

        page.locator(".scroller").evaluate("scroller => scroller.scrollBy(0, -600)");
        assertThat(page.getByText("Latest")).isVisible();
        double top = scrollTop(page);
        for (int i = 50; i < 60; i++) {
            answer.goOn();
        }
        assertThat(answers(page)).containsText("Paragraph 60");
        assertThat(stop(page)).isHidden();
        assertThat(scrollTop(page)).isEqualTo(top);
        page.getByText("Latest").click();

        assertThat(answers(page).getByText("Paragraph 60")).isInViewport();
        assertThat(page.getByText("Latest")).isHidden();
    }

    private void openLongChat(Page page) {
        String session = LongHistory.of(PAIRS, site.storage().sessions(), ALICE);
        page.navigate(site.address("/#session=" + session));
        assertThat(said(page, "answer " + PAIRS)).isInViewport();
        assertThat(page.locator(".loading-more .spinner")).hasCount(0);
    }

    private static Locator said(Page page, String text) {
        return page.locator(".entries").getByText(text, EXACT);
    }

    /** Scrolls up by a part of the screen, as soon as there is enough above; what was in sight moves down by just that. */
    private static void stepUp(Page page) {
        page.waitForFunction("step => document.querySelector('.scroller').scrollTop > step", STEP_PIXELS);
        page.locator(".scroller").hover();
        page.evaluate("""
                () => {
                    const top = document.querySelector('.scroller').getBoundingClientRect().top;
                    window.marked = [...document.querySelectorAll('.entry')]
                        .find((entry) => entry.getBoundingClientRect().top >= top);
                    window.markedTop = window.marked.getBoundingClientRect().top;
                }""");
        page.mouse().wheel(0, -STEP_PIXELS);
        page.waitForFunction("""
                (step) => {
                    const moved = window.marked.getBoundingClientRect().top - window.markedTop;
                    return window.marked.isConnected && Math.abs(moved - step) <= 2;
                }""", STEP_PIXELS);
    }

    /** Scrolls to the end of what is in the document, where what follows comes. */
    private static void stepDown(Page page, int last) {
        page.locator(".scroller").hover();
        page.mouse().wheel(0, 100_000);
        assertThat(said(page, "question " + (last + 1))).isAttached();
    }

    /** What is in the document is in order and without gaps, and not too much of it; gives the numbers that are there. */
    private static List<Integer> shown(Page page) {
        List<Integer> shown = ((List<?>) page.evaluate("""
                () => [...document.querySelectorAll('.entry .bubble')]
                    .map((bubble) => /(question|answer) ([0-9]+)/.exec(bubble.textContent))
                    .map(([, kind, number]) => 2 * number + (kind === 'answer' ? 1 : 0))"""))
                .stream().map(number -> (Integer) number).toList();
        assertThat(shown)
                .hasSizeBetween(1, WINDOW)
                .isEqualTo(IntStream.rangeClosed(shown.getFirst(), shown.getLast())
                        .boxed()
                        .toList());
        return shown.stream().map(number -> number / 2).toList();
    }
}
