package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.choose;
import static dev.parley.web.page.PageParts.chooseFor;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.newChat;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.titles;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of chats, and what can be done with a whole chat. */
class ChatsIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void chatsAreListedRenamedAndDeleted() {
        site.willSay("A");
        site.willSay("B");
        Page page = site.open();
        send(page, "First topic");
        assertThat(answers(page)).hasText("A");
        newChat(page);
        send(page, "Second topic");
        assertThat(answers(page)).hasText("B");
        Locator titles = titles(page);
        assertThat(titles).hasText(new String[] {"Second topic", "First topic"});

        titles.getByText("First topic").click();
        assertThat(answers(page)).hasText("A");
        chooseFor(page, "First topic", "Rename");
        page.locator("dialog input").fill("Another name");
        page.keyboard().press("Enter");
        assertThat(page.locator(".bar h2")).hasText("Another name");
        assertThat(titles.getByText("Another name")).isVisible();
        chooseFor(page, "Another name", "Delete");

        assertThat(titles).hasText(new String[] {"Second topic"});
        assertThat(page.getByText("What shall we talk about?")).isVisible();
        page.goBack();
        assertThat(page.getByText("This chat is not here")).isVisible();
    }

    @Test
    void chatsAreFoundByWhatWasSaidInThem() {
        site.willSay("Sencha is <b>GREEN</b> tea");
        site.willSay("No idea");
        Page page = site.open();
        send(page, "First topic");
        assertThat(answers(page)).hasCount(1);
        newChat(page);
        send(page, "Second topic");
        assertThat(answers(page)).hasText("No idea");
        Locator titles = titles(page);
        assertThat(titles).hasCount(2);

        page.getByLabel("Search chats").fill("is <b>green");
        assertThat(titles).hasText(new String[] {"First topic"});
        assertThat(page.locator("parley-session-list .match")).hasText("Sencha is <b>GREEN</b> tea");
        assertThat(page.locator("parley-session-list mark")).hasText("is <b>GREEN");
        page.getByLabel("Search chats").fill("coffee");
        assertThat(page.getByText("No chat has this text.")).isVisible();
        page.getByLabel("Search chats").fill("");
        assertThat(titles).hasCount(2);
    }

    @Test
    void chatIsPausedResumedEndedAndContinued() {
        site.willSay("A");
        site.willSay("B");
        Page page = site.open();
        send(page, "Topic");
        assertThat(answers(page)).hasText("A");
        Locator bar = bar(page);

        choose(page, "Pause");
        assertThat(bar.locator(".badge")).isVisible();
        choose(page, "Resume");
        assertThat(bar.locator(".badge")).isHidden();
        choose(page, "Pause");
        assertThat(bar.locator(".badge")).isVisible();
        send(page, "Go on");
        assertThat(answers(page)).hasText(new String[] {"A", "B"});
        assertThat(bar.locator(".badge")).isHidden();
        choose(page, "End chat…");
        page.locator("dialog button.danger").click();
        assertThat(page.getByText("This chat has ended.")).isVisible();
        assertThat(composer(page)).hasCount(0);
        page.getByText("Continue in a new chat").click();
        assertThat(composer(page)).isVisible();
        assertThat(answers(page)).hasText(new String[] {"A", "B"});
    }
}
