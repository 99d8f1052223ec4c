package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The field in which people write, and how what they wrote gets to the server. */
class ComposerIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void enterSendsAndShiftEnterDoesNot() {
        site.willSay("A");
        Page page = site.open();

        composer(page).press("Enter");
        assertThat(page.getByText("What shall we talk about?")).isVisible();
        composer(page).pressSequentially("one");
        composer(page).press("Shift+Enter");
        composer(page).pressSequentially("two");
        composer(page).press("Enter");

        assertThat(answers(page)).hasText("A");
        assertThat(site.stored(page, "user")).containsExactly("one\ntwo");
        assertThat(composer(page)).hasValue("");
    }

    @Test
    void lengthIsCountedInCodePoints() {
        site.willSay("A");
        Page page = site.open();
        Locator sendButton = button(page.locator("form"), "Send");

        composer(page).fill("😀".repeat(5001));
        assertThat(page.getByText("5,001 of 5,000 characters")).isVisible();
        assertThat(sendButton).isDisabled();
        composer(page).fill("😀".repeat(5000));
        assertThat(page.getByText("5,000 of 5,000 characters")).isVisible();
        sendButton.click();

        assertThat(answers(page)).hasText("A");
        assertThat(site.stored(page, "user")).containsExactly("😀".repeat(5000));
    }

    @Test
    void waitingMessagesAreShownAndCanBeWithdrawn() {
        var answer = site.willSay("Long ", "answer");
        site.willSay("To the third");
        Page page = site.open();
        send(page, "First");
        assertThat(answers(page)).containsText("Long");
        send(page, "Second");
        send(page, "Third");
        assertThat(page.locator(".message .badge.warning")).hasCount(2);

        page.locator(".message").getByText("Cancel").first().click();
        assertThat(page.getByText("Withdrawn")).isVisible();
        answer.goOn();

        assertThat(answers(page)).hasText(new String[] {"Long answer", "To the third"});
        assertThat(page.locator(".message .badge.warning")).hasCount(0);
        assertThat(page.locator(".entries .bubble"))
                .hasText(new String[] {"First", "Long answer", "Second", "Third", "To the third"});
    }

    @Test
    void refusedMessageIsKeptForAnotherTry() {
        site.willSay("Long ", "answer");
        Page page = site.open();
        send(page, "First");
        assertThat(answers(page)).containsText("Long");
        for (int i = 1; i <= 10; i++) {
            send(page, "Waiting " + i);
            assertThat(page.locator(".message .badge.warning")).hasCount(i);
        }

        send(page, "One too many");
        assertThat(page.locator(".unsent")).containsText("Not sent:");
        page.locator(".unsent").getByText("Edit").click();

        assertThat(composer(page)).hasValue("One too many");
        assertThat(page.locator(".unsent")).hasCount(0);
        page.locator(".message").getByText("Cancel").first().click();
        assertThat(page.locator(".message .badge.warning")).hasCount(9);
        composer(page).press("Enter");
        assertThat(page.locator(".message .badge.warning")).hasCount(10);
        stop(page).click();
    }
}
