package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageSite.ALICE;
import static dev.parley.web.page.WidgetSite.badge;
import static dev.parley.web.page.WidgetSite.launcher;
import static dev.parley.web.page.WidgetSite.panel;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chatting on a page of another origin, which is strict about what it loads and has a style that spoils everything. */
class WidgetIT {
    @RegisterExtension
    final WidgetSite site = new WidgetSite();

    @Test
    void answerIsShownWhileItIsWritten() {
        var answer = site.chat.willSay("Once **upon", " a time**\n\n```js\nlet x = 1;\n```");
        Page page = site.openChat();

        send(page, "Tell me a story");
        assertThat(answers(page)).containsText("Once **upon");
        assertThat(stop(page)).isVisible();
        answer.goOn();

        assertThat(answers(page).locator("strong")).hasText("upon a time");
        assertThat(answers(page).locator("pre code")).hasText("let x = 1;");
        assertThat(stop(page)).isHidden();
        assertThat(panel(page).locator(".bar h2")).hasText("Tell me a story");
    }

    @Test
    void approvalIsAskedForAndGiven() {
        site.chat.willCall("list_tasks", "{}");
        site.chat.willCall("delete_task", "{\"number\":1}");
        site.chat.willSay("All done.");
        Page page = site.openChat();
        send(page, "Delete the first task");

        Locator question = question(page);
        assertThat(question.locator("pre")).hasText("{ \"number\": 1 }");
        assertThat(page.locator("parley-tool")).containsText("list_tasks");
        assertThat(site.chat.argumentsOfCalls()).containsExactly("{}");
        button(question, "Approve").press("Enter");

        assertThat(answers(page)).hasText("All done.");
        assertThat(question).containsText("Approved");
        assertThat(site.chat.argumentsOfCalls()).containsExactly("{}", "{\"number\":1}");
    }

    @Test
    void reloadInTheMiddleOfAnAnswerShowsInTheEndWhatIsStored() {
        var answer = site.chat.willSay("one 😀 ", "two ", "three");
        Page page = site.openChat();
        send(page, "Count");
        assertThat(answers(page)).containsText("one 😀");

        page.reload();
        assertThat(answers(page)).containsText("one 😀");
        answer.goOn();
        assertThat(answers(page)).containsText("two");
        page.navigate(site.host.origin() + "/other");
        answer.goOn();

        assertThat(answers(page)).hasText("one 😀 two three");
        assertThat(stop(page)).isHidden();
        assertThat(answers(page).innerText())
                .isEqualTo("one 😀 two three")
                .isEqualTo(site.chat.storedLately(ALICE, "assistant").getLast());
    }

    @Test
    void whatIsSentWithoutConnectionArrivesOnce() {
        site.chat.willSay("First");
        site.chat.willSay("Second");
        Page page = site.openChat();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");

        site.chat.cut(page);
        send(page, "Meanwhile");
        composer(page).fill("half a tho");
        site.chat.mend();
        page.reload();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(composer(page)).hasValue("half a tho");
        assertThat(site.chat.storedLately(ALICE, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void chatsAreListedRenamedDeletedAndOpened() {
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasText("You said: Apples");
        button(panel(page), "Chats").click();
        button(panel(page), "New chat").click();
        send(page, "Pears");
        assertThat(answers(page)).hasText("You said: Pears");

        button(panel(page), "Chats").click();
        panel(page)
                .locator(".sessions .title", new Locator.LocatorOptions().setHasText("Apples"))
                .click();
        assertThat(answers(page)).hasText("You said: Apples");
        PageParts.choose(page, "Rename");
        page.locator("parley-widget dialog input").fill("Fruit");
        page.keyboard().press("Enter");
        assertThat(panel(page).locator(".bar h2")).hasText("Fruit");
        PageParts.choose(page, "Delete chat");
        assertThat(PageParts.toast(page)).containsText("“Fruit” was deleted.");
        button(panel(page), "Undo").click();
        assertThat(PageParts.toast(page).last()).containsText("is back");
        assertThat(page).hasURL(site.host.origin() + "/");
    }

    @Test
    void exportIsSavedWithoutACookie() throws IOException {
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasText("You said: Apples");

        Download menu = page.waitForDownload(() -> PageParts.choose(page, "Export as Markdown"));
        assertThat(Files.readString(menu.path())).contains("You said: Apples");
        assertThat(menu.suggestedFilename()).matches("parley-[0-9a-f-]+\\.md");
        send(page, "/export json");
        Download command = page.waitForDownload(
                () -> panel(page).locator(".result a.button").click());
        assertThat(Files.readString(command.path())).contains("\"You said: Apples\"");
        assertThat(page.context().cookies()).isEmpty();
    }

    @Test
    void badgeTellsOfAnswersAndQuestionsThatComeWhileItIsClosed() {
        var answer = site.chat.willSay("Half", " of it");
        Page page = site.openChat();
        send(page, "Tell me");
        assertThat(answers(page)).containsText("Half");
        button(panel(page), "Close the chat").click();
        assertThat(panel(page)).isHidden();
        assertThat(badge(page)).isHidden();

        answer.goOn();
        assertThat(badge(page)).hasText("1");
        String path = "/api/sessions/" + site.chat.chats(ALICE).getFirst() + "/feedback";
        site.chat.rest().post(path, "{\"question\":\"Which day?\",\"kind\":{\"type\":\"free_text\"}}");
        assertThat(badge(page)).hasText("2");
        page.navigate(site.host.origin() + "/other");
        assertThat(badge(page)).hasText("2");
        assertThat(launcher(page)).hasAttribute("aria-label", "Chat, 2 unread");

        launcher(page).click();
        question(page).getByLabel("Your answer").fill("Friday");
        button(question(page), "Answer").click();
        assertThat(question(page)).containsText("Friday");
        panel(page).press("Escape");
        assertThat(badge(page)).isHidden();
    }

    @Test
    void inboxHasTheQuestionsOfOtherChats() {
        String other = site.chat.rest().newSession();
        site.chat
                .rest()
                .post(
                        "/api/sessions/" + other + "/feedback",
                        "{\"question\":\"Which day?\",\"kind\":{\"type\":\"choice\",\"options\":[\"Friday\",\"Sunday\"]}}");
        Page page = site.openChat();

        button(panel(page), "Chats").click();
        panel(page).getByText("Inbox").click();
        panel(page).getByLabel("Sunday").check();
        button(panel(page), "Answer").click();

        assertThat(panel(page).locator(".question")).containsText("Sunday");
        panel(page).locator(".where").click();
        assertThat(composer(page)).isVisible();
        assertThat(page).hasURL(site.host.origin() + "/");
    }

    @Test
    void tokenIsAskedForWhenItIsNeededAndAgainWhenItEnds() {
        Page page = site.open();
        assertThat(site.host.tokensAsked()).isZero();
        launcher(page).click();
        send(page, "Apples");
        assertThat(answers(page)).hasText("You said: Apples");
        assertThat(site.host.tokensAsked()).isEqualTo(1);

        site.chat.server().clock.forward(Duration.ofHours(2));
        site.chat.cut(page);
        send(page, "Pears");
        site.chat.mend();

        assertThat(answers(page).last()).hasText("You said: Pears");
        assertThat(site.host.tokensAsked()).isEqualTo(2);
        button(panel(page), "Chats").click();
        assertThat(panel(page).locator(".sessions .title")).hasCount(1);
        site.chat.expectComplaint("401");
    }

    @Test
    void whoeverComesNextInTheTabFindsNothingOfTheLast() {
        AtomicReference<String> user = new AtomicReference<>(ALICE);
        site.host.trust(site.server(), () -> site.chat.server().token(user.get()));
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasCount(1);
        composer(page).fill("something private");
        site.chat.cut(page);
        composer(page).press("Enter");
        composer(page).fill("half a tho");

        user.set("bob");
        site.chat.mend();
        page.navigate(site.host.origin() + "/other");

        assertThat(panel(page).locator(".say h2")).hasText("What shall we talk about?");
        assertThat(composer(page)).hasValue("");
        assertThat(site.chat.chats("bob")).isEmpty();
        assertThat((String) page.evaluate("JSON.stringify(sessionStorage)")).doesNotContain("private", "half a tho");
    }

    @Test
    void whoIsNotSignedInIsToldSoAndCanTryAgain() {
        AtomicReference<String> token = new AtomicReference<>("");
        site.host.trust(site.server(), token::get);
        Page page = site.open();

        launcher(page).click();
        assertThat(panel(page)).containsText("You are not signed in");
        token.set(site.chat.server().token(ALICE));
        button(panel(page), "Try again").click();

        assertThat(composer(page)).isVisible();
        page.evaluate("parleyWidget.signedOut()");
        assertThat(panel(page)).isHidden();
        token.set("");
        launcher(page).click();
        assertThat(panel(page)).containsText("You are not signed in");
    }
}
