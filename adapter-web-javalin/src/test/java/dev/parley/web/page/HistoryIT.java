package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.scrollTop;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long histories and where the reader is in them. */
class HistoryIT {
    @RegisterExtension
    final PageSite site = new PageSite();

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
}
