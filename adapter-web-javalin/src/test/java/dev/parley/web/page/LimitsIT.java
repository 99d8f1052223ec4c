package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.memory.InMemoryRateLimiter;
import dev.parley.web.support.TestServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What everybody sees of the limits. */
class LimitsIT {
    @RegisterExtension
    final PageSite site = new PageSite(chat -> chat.rateLimiter(new InMemoryRateLimiter())
            .limits(TestServer.ROOMY.toBuilder()
                    .userMessageCodePoints(40)
                    .userRequestsPerMinute(3)
                    .build()));

    private static Locator bucket(Page page, String name) {
        return page.locator("[data-bucket=" + name + "]");
    }

    @Test
    void everybodySeesWhatIsLeftAndWhatDoesNotGo() {
        Page page = site.open();
        button(page, "Settings").click();
        page.getByText("Limits", new Page.GetByTextOptions().setExact(true)).click();

        assertThat(bucket(page, "user")).containsText("3 of 3 in 1 min");
        assertThat(bucket(page, "user")).containsText("Full");
        assertThat(page.locator(".facts.list")).containsText("Characters of a message");
        assertThat(page.locator(".facts.list")).containsText("Ended and deleted chats are kept for");
        assertThat(page.locator(".limitation").first()).containsText("What to do:");

        page.navigate(site.address("/#"));
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        page.navigate(site.address("/#page=limits"));
        assertThat(bucket(page, "user")).containsText(Pattern.compile("[012] of 3"));
        assertThat(bucket(page, "user")).containsText("Full again in");
    }

    @Test
    void longestMessageIsThatOfTheServer() {
        Page page = site.open();
        composer(page).fill("x".repeat(41));
        assertThat(page.getByText("41 of 40 characters")).isVisible();
        assertThat(button(page, "Send")).isDisabled();
        composer(page).fill("x".repeat(40));
        assertThat(page.getByText("40 of 40 characters")).isVisible();
        composer(page).press("Enter");
        assertThat(answers(page)).hasCount(1);
    }
}
