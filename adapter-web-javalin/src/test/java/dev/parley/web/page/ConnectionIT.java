package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.support.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people are told of the connection, and what they can do about it. */
class ConnectionIT {
    @RegisterExtension
    final PageSite site = new PageSite(
            chat -> chat.limits(TestServer.ROOMY.toBuilder().connectionsPerIp(2).build()));

    @Test
    void tellsHowManyEventsItCaughtUpWith() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        site.cut(page);
        site.rest().post("/api/chat", "{\"message\":\"Meanwhile\",\"session_id\":\"" + sessionOf(page) + "\"}");

        site.mend();

        assertThat(page.locator(".connection.fine")).containsText("Caught up");
        assertThat(answers(page)).hasText(new String[] {"You said: Hello", "You said: Meanwhile"});
        String told = page.locator(".connection.fine").textContent();
        int events =
                Integer.parseInt(told.replaceAll(".*up (\\d+) events.*", "$1").strip());
        assertThat(events).as("those of a whole turn").isGreaterThan(4);
        assertThat(page.locator(".connection")).hasCount(0);
    }

    @Test
    void tellsThatTheModelIsAwayAndGoesOnWhenItIsBack() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        site.server().model.ready(false);
        site.cut(page);
        site.mend();

        assertThat(page.locator(".connection")).containsText("The model is away.");
        send(page, "Are you there?");
        site.server().model.ready(true);
        tryNow(page);

        assertThat(answers(page)).hasText(new String[] {"You said: Hello", "You said: Are you there?"});
        assertThat(page.getByText("The model is away.")).isHidden();
        site.expectComplaint("503");
    }

    @Test
    void tellsThatTheServerCannotBeReached() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);

        site.cut(page);

        assertThat(page.locator(".connection")).containsText("The server cannot be reached.");
        assertThat(button(page, "Try now")).isVisible();
        site.mend();
        tryNow(page);
        assertThat(page.locator(".connection:not(.fine)")).hasCount(0);
    }

    /** Without waiting for the button: by itself the page tries again, too, and then it is gone. */
    private static void tryNow(Page page) {
        button(page, "Try now").evaluateAll("buttons => buttons.forEach((button) => button.click())");
    }

    @Test
    void tellsThatThereIsNoNetwork() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);

        page.context().setOffline(true);
        site.cut(page, "You are offline.");
        send(page, "Meanwhile");
        assertThat(page.getByText("Sending…")).isVisible();
        site.mend();
        page.context().setOffline(false);

        assertThat(answers(page)).hasText(new String[] {"You said: Hello", "You said: Meanwhile"});
    }

    @Test
    void tellsThatThereAreTooManyPagesAndConnectsWhenOneIsClosed() {
        Page first = site.open();
        site.open();
        Page third = site.open();
        assertThat(third.locator(".connection.problem")).containsText("Close other tabs of this page");
        composer(third).fill("kept");

        first.context().close();
        button(third, "Connect again").click();

        assertThat(third.locator(".connection")).hasCount(0);
        composer(third).press("Enter");
        assertThat(answers(third)).hasText("You said: kept");
    }

    @Test
    void failedAnswerSaysWhatToDoAndIsTriedAgain() {
        site.server()
                .model
                .next()
                .fail(new ChatException.Unavailable(ErrorCode.MODEL_UNAVAILABLE, "It broke.", Duration.ZERO));
        Page page = site.open();
        send(page, "Hello");
        assertThat(page.getByText("The model is away. Try again in a moment.").first())
                .isVisible();

        button(page.locator(".message.assistant"), "Try again").click();

        assertThat(answers(page).last()).hasText("You said: Hello");
    }
}
