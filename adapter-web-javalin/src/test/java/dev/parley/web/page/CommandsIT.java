package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.newChat;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands and their completion. */
class CommandsIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void whatACommandTellsIsShownOnlyWhereItWasSent() {
        site.willSay("First");
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        Page other = site.open();
        other.navigate(page.url());
        assertThat(answers(other)).hasText("First");

        send(page, "/status");
        Locator result = page.locator(".message.result");
        assertThat(result).containsText("/status");
        assertThat(result).containsText("Only you see this");
        assertThat(result).containsText("active");
        assertThat(page.getByText("Sending…")).isHidden();
        site.willSay("Second");
        send(page, "Go on");

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(answers(other)).hasText(new String[] {"First", "Second"});
        assertThat(other.locator(".message.result")).hasCount(0);
        assertThat((Boolean) page.evaluate("document.querySelector('.result')"
                        + ".compareDocumentPosition([...document.querySelectorAll('.assistant')].at(-1))"
                        + " === Node.DOCUMENT_POSITION_FOLLOWING"))
                .as("what was said later stands below")
                .isTrue();
        assertThat(site.stored(page, "user")).containsExactly("Hello", "Go on");
        page.reload();
        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(page.locator(".message.result")).hasCount(0);
    }

    @Test
    void exportCanBeDownloaded() throws Exception {
        site.willSay("First");
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");

        send(page, "/export jsonl");
        Download download =
                page.waitForDownload(() -> page.locator(".result a.button").click());

        assertThat(Files.readString(download.path())).contains("First");
    }

    @Test
    void commandWithoutAChatBeginsNoneAndTouchesNoOther() {
        site.willSay("First");
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        newChat(page);

        send(page, "/pause");
        assertThat(page.locator(".unsent")).containsText("This command is about a chat.");
        button(page.locator(".unsent"), "Discard").click();
        send(page, "/hlep <img src=x onerror=window.harmed=1>");
        assertThat(page.locator(".unsent .problem")).containsText("/help");
        button(page.locator(".unsent"), "Edit").click();
        composer(page).fill("/HELP");
        composer(page).press("Enter");

        assertThat(page.locator(".message.result")).containsText("/export");
        assertThat(page.locator(".unsent")).hasCount(0);
        assertThat(site.chats(ALICE)).hasSize(1);
        assertThat(page.locator("parley-session-list .badge")).hasCount(0);
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
        site.expectComplaint("400");
    }

    @Test
    void commandThatMayHaveBeenCarriedOutIsNotSentAgainByItself() {
        site.willSay("First");
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        site.cut(page);
        send(page, "/pause");

        site.mend();
        page.reload();

        assertThat(page.locator(".unsent")).containsText("Whether this command was carried out is not known.");
        button(page.locator(".unsent"), "Try again").click();
        assertThat(page.locator(".bar .badge")).hasText("Paused");
        assertThat(page.locator(".unsent")).hasCount(0);
    }

    @Test
    void commandsAreCompleted() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        Locator completions = page.locator("[role=option]");

        composer(page).pressSequentially("/s");
        assertThat(completions).hasCount(3);
        assertThat(composer(page)).hasAttribute("aria-expanded", "true");
        composer(page).press("ArrowUp");
        assertThat(page.locator("[role=option][aria-selected=true]")).containsText("/sessions");
        composer(page).press("Escape");
        assertThat(completions).hasCount(0);
        assertThat(composer(page)).hasValue("/s");
        composer(page).fill("/ex");
        composer(page).press("Tab");
        assertThat(composer(page)).hasValue("/export ");
        assertThat(completions).hasCount(3);
        composer(page).pressSequentially("js");
        composer(page).press("Enter");
        assertThat(composer(page)).hasValue("/export json");
        composer(page).press("Enter");

        assertThat(page.locator(".message.result")).containsText("/export json");
        composer(page).fill("/sta");
        completions
                .getByText("/stat", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(composer(page)).isFocused();
        composer(page).press("Enter");
        assertThat(page.locator(".message.result").last()).containsText("/stat");
    }
}
