package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.WidgetSite.launcher;
import static dev.parley.web.page.WidgetSite.panel;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the chat behaves as a guest on somebody else's page. */
class WidgetMannersIT {
    @RegisterExtension
    final WidgetSite site = new WidgetSite();

    @Test
    void nothingOfTheSiteIsTouched() {
        site.host.putPage("/plain", "");
        Page plain = site.chat.blank(PageSite.ALICE);
        plain.navigate(site.host.origin() + "/plain");
        site.host.putPage("/", site.script(""));
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasCount(1);

        String others = """
                () => JSON.stringify([
                    [...document.querySelectorAll('html, head > *, body, body > :not(script, parley-widget)')].map((part) => part.cloneNode().outerHTML),
                    [...document.styleSheets].length, document.adoptedStyleSheets.length, document.title, location.hash,
                    document.cookie, localStorage.length])""";
        assertThat(page.evaluate(others)).isEqualTo(plain.evaluate(others));
    }

    @Test
    void styleOfTheSiteDoesNotReachIt() {
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasCount(1);

        assertThat((Map<?, ?>) page.evaluate("""
                        () => {
                            const root = document.querySelector('parley-widget').shadowRoot;
                            const own = getComputedStyle(root.host);
                            const style = (part) => getComputedStyle(root.querySelector(part));
                            return {
                                color: style('.assistant .bubble').color,
                                size: style('.assistant .bubble').fontSize,
                                family: style('.assistant .bubble').fontFamily.split(',')[0],
                                line: style('.assistant .bubble').lineHeight,
                                launcher: `${root.querySelector('.launcher').offsetWidth}`,
                                accent: style('.launcher').backgroundColor,
                                host: [own.position, own.opacity, own.animationName, own.display, own.right].join(' '),
                            };
                        }"""))
                .isEqualTo(Map.of(
                        "color", "rgb(26, 32, 29)",
                        "size", "16px",
                        "family", "system-ui",
                        "line", "24.8px",
                        "launcher", "56",
                        "accent", "rgb(23, 86, 68)",
                        "host", "fixed 1 none block 0px"));
    }

    @Test
    void focusGoesInAndComesBack() {
        Page page = site.open();
        launcher(page).focus();
        page.keyboard().press("Enter");
        assertThat(composer(page)).isFocused();
        page.keyboard().press("Escape");
        assertThat(panel(page)).isHidden();
        assertThat(launcher(page)).isFocused();

        page.locator("#theirs").evaluate("button => button.focus()");
        page.evaluate("parleyWidget.open()");
        assertThat(composer(page)).isFocused();
        button(panel(page), "Close the chat").click();
        assertThat(page.locator("#theirs")).isFocused();
    }

    @Test
    void escapeClosesWhatIsInFrontFirst() {
        var answer = site.chat.willSay("Half", " of it");
        Page page = site.openChat();
        send(page, "Tell me");
        assertThat(answers(page)).containsText("Half");

        button(panel(page), "More for this chat").click();
        page.keyboard().press("Escape");
        assertThat(panel(page).locator("[role=menu]")).isHidden();
        assertThat(panel(page)).isVisible();
        PageParts.choose(page, "Rename");
        page.keyboard().press("Escape");
        assertThat(page.locator("parley-widget dialog")).isHidden();
        assertThat(panel(page)).isVisible();
        composer(page).press("Escape");
        assertThat(panel(page)).containsText("Stopped");
        assertThat(panel(page)).isVisible();
        composer(page).press("Escape");
        assertThat(panel(page)).isHidden();
        assertThat(answer.pieces()).isNotEmpty();
    }

    @Test
    void keysThatAreTypedInItAreNotTheSites() {
        Page page = site.openChat();
        page.evaluate("window.typed = []; document.addEventListener('keydown', ({ key }) => typed.push(key))");

        composer(page).pressSequentially("s?");
        assertThat((List<?>) page.evaluate("typed")).isEmpty();
        page.locator("#theirs").evaluate("button => button.focus()");
        page.keyboard().press("s");
        assertThat((List<?>) page.evaluate("typed")).hasSize(1);
    }

    @Test
    void openChatTakesNoFocusOnTheNextPage() {
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasCount(1);

        page.navigate(site.host.origin() + "/other");

        assertThat(answers(page)).hasText("You said: Apples");
        assertThat(page.locator("parley-widget")).not().isFocused();
        composer(page).click();
        button(panel(page), "Chats").click();
        button(panel(page), "New chat").click();
        assertThat(composer(page)).isFocused();
    }

    @Test
    void aSiteThatReplacesItsBodyKeepsTheChat() {
        Page page = site.openChat();
        send(page, "Apples");
        assertThat(answers(page)).hasCount(1);

        page.evaluate("""
                () => {
                    const body = document.createElement('body');
                    body.append(document.createElement('main'));
                    document.body = body;
                }""");

        assertThat(answers(page)).hasText("You said: Apples");
        send(page, "Pears");
        assertThat(answers(page).last()).hasText("You said: Pears");
    }

    @Test
    void smallScreenIsFilledAndTheFocusStaysInside() {
        Page page = site.open(new Browser.NewContextOptions().setViewportSize(360, 640));
        launcher(page).click();
        send(page, "w".repeat(300));
        assertThat(answers(page)).hasCount(1);

        var box = panel(page).boundingBox();
        assertThat(List.of(box.x, box.y, box.width, box.height)).containsExactly(0.0, 0.0, 360.0, 640.0);
        assertThat(launcher(page)).isHidden();
        assertThat(panel(page)).hasAttribute("aria-modal", "true");
        assertThat((Boolean) page.evaluate("""
                () => [...document.querySelector('parley-widget').shadowRoot.querySelectorAll('.panel, .scroller')]
                    .every((part) => part.scrollWidth <= part.clientWidth)""")).isTrue();
        for (int i = 0; i < 20; i++) {
            page.keyboard().press("Tab");
            assertThat(page.locator("parley-widget")).isFocused();
        }
        page.navigate(site.host.origin() + "/other");
        assertThat(launcher(page)).isVisible();
        assertThat(panel(page)).isHidden();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void nothingIsASeriousBarrier(int width, ColorScheme scheme) throws IOException {
        Axe axe = Axe.load();
        site.host.putPage("/", site.script("data-accent=\"orange\""));
        site.chat.willCall("delete_task", "{\"number\":1}");
        site.chat.willSay("All **done**.");
        Page page = site.open(
                new Browser.NewContextOptions().setViewportSize(width, 720).setColorScheme(scheme));
        axe.check(page, "parley-widget", "the button");
        launcher(page).click();
        assertThat(composer(page)).isVisible();
        axe.check(page, "parley-widget", "before a chat has begun");
        send(page, "Delete the first task");
        assertThat(PageParts.question(page)).isVisible();
        axe.check(page, "parley-widget", "an approval");
        button(PageParts.question(page), "Approve").click();
        assertThat(answers(page)).hasCount(1);
        axe.check(page, "parley-widget", "an answer");
        button(panel(page), "More for this chat").click();
        axe.check(page, "parley-widget", "a menu");
        page.keyboard().press("Escape");
        button(panel(page), "Chats").click();
        assertThat(panel(page).locator(".sessions .title")).hasCount(1);
        axe.check(page, "parley-widget", "the list of chats");
        panel(page).getByText("Inbox").click();
        axe.check(page, "parley-widget", "the inbox");
    }
}
