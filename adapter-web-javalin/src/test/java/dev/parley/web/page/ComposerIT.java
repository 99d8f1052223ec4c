package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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

    @Test
    void interruptStopsTheAnswerAndGoesFirst() {
        site.willSay("This much ", "and never this");
        site.willSay("To the urgent one");
        site.willSay("To the patient one");
        Page page = site.open();
        send(page, "First");
        assertThat(answers(page)).containsText("This much");
        send(page, "Patient");
        assertThat(page.locator(".message .badge.warning")).hasText("Queued");
        assertThat(page.getByText("1 message waits")).isVisible();

        composer(page).fill("Urgent");
        button(page, "Interrupt").click();

        assertThat(answers(page)).hasText(new String[] {"This much", "To the patient one", "To the urgent one"});
        assertThat(site.stored(page, "assistant"))
                .containsExactly("This much ", "To the urgent one", "To the patient one");
        assertThat(composer(page)).isFocused();
    }

    @Test
    void messageThatCameTooSoonGoesOutByItself() {
        Page page = site.blank(ALICE);
        List<String> refused = new ArrayList<>();
        page.routeWebSocket(Pattern.compile("/ws$"), socket -> {
            WebSocketRoute server = socket.connectToServer();
            socket.onMessage(frame -> {
                String text = frame.text();
                if (text.contains("\"type\":\"message\"") && refused.isEmpty()) {
                    refused.add(text);
                    socket.send(
                            "{\"type\":\"error\",\"ref\":\"%s\",\"error_code\":\"rate_limited\",\"error_message\":\"Too many.\",\"details\":{\"retry_after_seconds\":3}}"
                                    .formatted(text.replaceAll(".*\"ref\":\"(\\d+)\".*", "$1")));
                } else {
                    server.send(text);
                }
            });
        });
        page.navigate(site.address("/#token=" + site.server().token(ALICE)));

        send(page, "Hello");

        assertThat(page.locator(".limit")).containsText("Too many requests in a short time.");
        assertThat(page.locator(".message.user footer")).containsText("It goes out by itself in");
        assertThat(answers(page)).hasText("You said: Hello");
        assertThat(page.locator(".limit")).hasCount(0);
        assertThat(refused).hasSize(1);
        assertThat(site.stored(page, "user")).containsExactly("Hello");
    }
}
