package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several people in one chat. */
class SharingIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void othersAreSeenAndSeenTyping() {
        site.willSay("Hello");
        Page page = site.open();
        send(page, "Hi");
        assertThat(answers(page)).hasText("Hello");
        String guest = ALICE + "guest";
        site.rest()
                .send("PUT", "/api/sessions/" + sessionOf(page) + "/participants/" + guest, "{\"access\":\"editor\"}");

        Page other = site.openAs(guest);
        other.navigate(page.url());
        assertThat(page.getByLabel(guest + " is here")).isVisible();
        assertThat(other.getByLabel(ALICE + " is here")).isVisible();
        composer(other).pressSequentially("I am");
        assertThat(page.getByText(guest + " is typing…")).isVisible();
        composer(other).fill("");
        assertThat(page.getByText(guest + " is typing…")).isHidden();
        other.context().close();
        assertThat(page.locator(".people .avatar")).isHidden();
    }
}
