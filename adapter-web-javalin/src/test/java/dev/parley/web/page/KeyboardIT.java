package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageParts.titles;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything works without a mouse, and the focus is never lost. */
class KeyboardIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void logsInWritesAndReadsByKeyboardAlone() {
        Page page = site.blank(ALICE);
        page.navigate(site.address("/"));
        assertThat(page.getByLabel("Access token")).isFocused();
        site.expectComplaint("401");
        page.keyboard().insertText(site.server().token(ALICE));
        page.keyboard().press("Enter");
        assertThat(composer(page)).isFocused();

        page.keyboard().insertText("Hello");
        page.keyboard().press("Enter");
        assertThat(answers(page)).hasText("You said: Hello");
        assertThat(composer(page)).isFocused();
        page.keyboard().press("Alt+ArrowUp");
        assertThat(page.locator(".message.assistant")).isFocused();
        page.keyboard().press("Alt+ArrowUp");
        assertThat(page.locator(".message.user")).isFocused();
        page.keyboard().press("Alt+ArrowDown");
        page.keyboard().press("Tab");
        assertThat(button(page.locator(".message.assistant"), "Copy")).isFocused();
    }

    @Test
    void firstStopLeadsPastTheListOfChats() {
        Page page = site.open();
        page.reload();
        assertThat(composer(page)).isVisible();

        tabTo(page, page.getByText("Skip to the conversation"));
        page.keyboard().press("Enter");

        assertThat(composer(page)).isFocused();
    }

    @Test
    void menusAreWalkedWithArrowsAndGiveTheFocusBack() {
        Page page = site.open();
        page.keyboard().insertText("Hello");
        page.keyboard().press("Enter");
        assertThat(answers(page)).hasCount(1);
        Locator menu = button(bar(page), "More for this chat");
        menu.focus();

        page.keyboard().press("Enter");
        assertThat(page.locator("[role=menuitem]:focus")).hasText("Rename");
        page.keyboard().press("End");
        assertThat(page.locator("[role=menuitem]:focus")).hasText("Delete chat");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("[role=menuitem]:focus")).hasText("Rename");
        page.keyboard().press("p");
        assertThat(page.locator("[role=menuitem]:focus")).hasText("Pause");
        page.keyboard().press("Escape");
        assertThat(page.locator("[role=menu]")).hasCount(0);
        assertThat(menu).isFocused();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog input")).isFocused();
        page.keyboard().press("Control+a");
        page.keyboard().insertText("Another name");
        page.keyboard().press("Enter");
        assertThat(bar(page).locator("h2")).hasText("Another name");
    }

    @Test
    void dialogsCloseWithEscape() {
        Page page = site.open();
        page.keyboard().insertText("Hello");
        page.keyboard().press("Enter");
        assertThat(answers(page)).hasCount(1);
        Locator share = button(bar(page), "Share");
        share.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog.share")).isVisible();

        page.keyboard().press("Escape");

        assertThat(page.locator("dialog.share")).isHidden();
        assertThat(share).isFocused();
        page.keyboard().press("?");
        assertThat(page.getByText("Keyboard shortcuts")).isVisible();
        page.keyboard().press("Control+k");
        assertThat(page.getByText("Keyboard shortcuts")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.getByText("Keyboard shortcuts")).isHidden();
    }

    @Test
    void shortcutsLeadToSearchNewChatAndInbox() {
        Page page = site.open();
        page.keyboard().insertText("First topic");
        page.keyboard().press("Enter");
        assertThat(answers(page)).hasCount(1);

        page.keyboard().press("Control+k");
        assertThat(page.getByLabel("Search chats")).isFocused();
        page.keyboard().insertText("topic");
        assertThat(page.locator("mark")).isVisible();
        page.keyboard().press("Control+Shift+o");
        assertThat(page.getByText("What shall we talk about?")).isVisible();
        assertThat(composer(page)).isFocused();
        page.keyboard().press("Alt+i");
        assertThat(page.getByText("Nothing waits for you")).isVisible();
        tabTo(page, titles(page).locator("xpath=ancestor::a"));
        page.keyboard().press("Enter");
        assertThat(answers(page)).hasText("You said: First topic");
    }

    @Test
    void questionsAreAnsweredByKeyboard() {
        Page page = site.askedToDelete();
        question(page).focus();
        tabTo(page, button(question(page), "Refuse…"));
        page.keyboard().press("Enter");
        assertThat(question(page).locator("textarea")).isFocused();
        page.keyboard().insertText("not today");
        tabTo(page, button(question(page), "Refuse"));
        page.keyboard().press("Enter");

        assertThat(question(page)).containsText("Refused: not today");
        assertThat(question(page)).isFocused();
        assertThat(site.tools.calls()).isEmpty();
    }

    @Test
    void answerIsStoppedAndInterruptedByKeyboard() {
        site.willSay("This much ", "and never this");
        site.willSay("Second ", "and never that");
        site.willSay("Third");
        Page page = site.open();
        page.keyboard().insertText("One");
        page.keyboard().press("Enter");
        assertThat(answers(page)).containsText("This much");

        page.keyboard().press("Escape");
        assertThat(page.getByText("Stopped")).isVisible();
        page.keyboard().insertText("Two");
        page.keyboard().press("Enter");
        assertThat(answers(page).last()).containsText("Second");
        page.keyboard().insertText("Three");
        page.keyboard().press("Control+Enter");

        assertThat(answers(page).last()).hasText("Third");
        assertThat(answers(page)).hasText(new String[] {"This much", "Second", "Third"});
        assertThat(stop(page)).isHidden();
        assertThat(site.stored(page, "user")).containsExactly("One", "Two", "Three");
    }

    /** Presses Tab until something has the focus; everything can be reached that way. */
    private static void tabTo(Page page, Locator place) {
        for (int i = 0; i < 100; i++) {
            if ((Boolean) place.first().evaluate("place => place === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("cannot be reached with Tab: " + place);
    }
}
