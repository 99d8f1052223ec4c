package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.newChat;
import static dev.parley.web.page.PageParts.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page on a small screen. */
class NarrowScreenIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void pageFitsASmallScreen() {
        site.willSay("`" + "x".repeat(300) + "`\n\n| " + "wide | ".repeat(30) + "\n|" + "---|".repeat(30));
        Page page = site.open();
        page.setViewportSize(360, 640);

        send(page, "w".repeat(300));
        assertThat(answers(page).locator("table")).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
        assertThat((Boolean) page.evaluate("(() => { const s = document.querySelector('.scroller');"
                        + " return s.scrollWidth <= s.clientWidth; })()"))
                .isTrue();
        button(bar(page), "Chats").click();
        newChat(page);
        assertThat(page.getByText("What shall we talk about?")).isVisible();
    }
}
