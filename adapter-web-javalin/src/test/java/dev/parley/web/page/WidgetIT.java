package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageSite.ALICE;
import static dev.parley.web.page.WidgetSite.launcher;
import static dev.parley.web.page.WidgetSite.panel;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chat on a page of another origin, which is strict about what it loads and has a style that spoils everything. */
class WidgetIT {
    @RegisterExtension
    final WidgetSite site = new WidgetSite();

    @Test
    void chatsOnAPageOfAnotherOrigin() {
        var answer = site.chat.willSay("Once **upon", " a time**");
        Page page = site.openChat();

        send(page, "Tell me a story");
        assertThat(answers(page)).containsText("Once **upon");
        assertThat(stop(page)).isVisible();
        answer.goOn();

        assertThat(answers(page).locator("strong")).hasText("upon a time");
        assertThat(stop(page)).isHidden();
        assertThat(panel(page).locator(".bar h2")).hasText("Tell me a story");
    }
}
