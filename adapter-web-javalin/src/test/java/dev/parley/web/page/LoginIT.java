package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sidebar;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in, out, and in again. */
class LoginIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void loginLinkSignsInAndLeavesNoTokenBehind() {
        String token = site.server().token(ALICE);

        Page page = site.blank(ALICE);
        page.navigate(site.address("/#token=" + token));

        assertThat(composer(page)).isVisible();
        assertThat(page.url()).doesNotContain("token");
        assertThat((String)
                        page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])"))
                .doesNotContain(token);
        Cookie cookie = page.context().cookies().getFirst();
        assertThat(cookie.httpOnly).isTrue();
        page.goBack();
        assertThat(page.url()).doesNotContain(token);
    }

    @Test
    void whoIsNotSignedInCanPasteAToken() {
        Page page = site.blank(ALICE);
        page.navigate(site.address("/"));

        page.getByLabel("Access token").fill("wrong");
        button(page.locator("main"), "Sign in").click();
        assertThat(page.locator(".login .problem")).containsText("not valid");
        page.getByLabel("Access token").fill(site.server().token(ALICE));
        button(page.locator("main"), "Sign in").click();

        assertThat(composer(page)).isVisible();
        button(sidebar(page), "Settings").click();
        page.getByText("Sign out").click();
        assertThat(page.getByLabel("Access token")).isVisible();
        page.reload();
        assertThat(page.getByLabel("Access token")).isVisible();
        site.expectComplaint("401");
    }

    @Test
    void endedLoginAsksForAnotherAndKeepsWhatWasTyped() {
        site.willSay("First");
        site.willSay("Second");
        Page page = site.open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");
        site.cut(page);
        send(page, "Meanwhile");
        composer(page).fill("half a tho");

        page.context().clearCookies();
        site.mend();
        assertThat(page.locator(".login .notice")).containsText("Your login has expired.");
        page.getByLabel("Access token").fill(site.server().token(ALICE));
        button(page.locator("main"), "Sign in").click();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(composer(page)).hasValue("half a tho");
        assertThat(site.stored(page, "user")).containsExactly("Before", "Meanwhile");
        site.expectComplaint("401");
    }
}
