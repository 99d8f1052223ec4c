package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageParts.titles;
import static dev.parley.web.page.PageParts.toast;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
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

    @Test
    void chatIsSharedInItsDialog() {
        Page page = site.open();
        send(page, "Hi");
        assertThat(answers(page)).hasCount(1);
        Page bob = site.openAs("bob");
        button(bar(page), "Share").click();
        Locator dialog = page.locator("dialog.share");

        button(dialog, "Share").click();
        assertThat(dialog.locator(".problem")).containsText("Name somebody first.");
        dialog.getByLabel("User").fill("bob");
        button(dialog, "Share").click();
        assertThat(dialog.locator(".participants")).containsText("bob");
        assertThat(dialog.getByLabel("What bob may do")).hasValue("viewer");

        button(toast(bob), "Open").click();
        assertThat(answers(bob)).hasText("You said: Hi");
        assertThat(bob.getByText("You can read this chat, but not write in it."))
                .isVisible();
        assertThat(titles(bob)).hasCount(1);
        assertThat(bob.locator(".sessions .badge")).hasText("from alice");

        dialog.getByLabel("What bob may do").selectOption("editor");
        assertThat(composer(bob)).isVisible();
        send(bob, "I can write");
        assertThat(page.locator(".user.other .bubble")).hasText("I can write");

        button(dialog, "Remove bob").click();
        assertThat(bob.getByText("This chat is no longer shared with you")).isVisible();
        assertThat(titles(bob)).hasCount(0);
        assertThat(dialog.locator(".participants li")).hasCount(1);
    }

    @Test
    void whoTakesPartCanLeave() {
        Page page = site.open();
        send(page, "Hi");
        assertThat(answers(page)).hasCount(1);
        site.share(page, "bob", "editor");
        Page bob = site.openAs("bob");
        bob.navigate(page.url());
        assertThat(answers(bob)).hasCount(1);

        button(bar(bob), "Share").click();
        assertThat(bob.locator("dialog.share form")).hasCount(0);
        button(bob.locator("dialog.share"), "Leave this chat").click();

        assertThat(bob.getByText("This chat is no longer shared with you")).isVisible();
        assertThat(titles(bob)).hasCount(0);
    }

    @Test
    void readerGoesOnAlone() {
        Page page = site.open();
        send(page, "Hi");
        assertThat(answers(page)).hasCount(1);
        site.share(page, "victor", "viewer");
        Page victor = site.openAs("victor");
        victor.navigate(page.url());

        button(victor, "Continue in a chat of your own").click();

        send(victor, "My own way");
        assertThat(answers(victor)).hasText(new String[] {"You said: Hi", "You said: My own way"});
        assertThat(answers(page)).hasCount(1);
    }
}
