package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageSite.ALICE;
import static dev.parley.web.page.WidgetSite.launcher;
import static dev.parley.web.page.WidgetSite.panel;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.domain.session.ProfileName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How sites put the chat on their pages, and what they are told when they got something wrong. */
class WidgetSetupIT {
    @RegisterExtension
    final HostSite other = new HostSite();

    @RegisterExtension
    final WidgetSite site = new WidgetSite(chat -> chat.profiles(new Profiles(List.of(
            Profile.DEFAULT,
            Profile.DEFAULT.toBuilder().name(new ProfileName("support")).build()))));

    private final List<ConsoleMessage> messages = new ArrayList<>();

    private Page page(String address) {
        Page page = site.chat.blank(ALICE);
        page.onConsoleMessage(messages::add);
        page.navigate(address);
        return page;
    }

    private List<String> said(String type) {
        return messages.stream()
                .filter(message -> message.type().equals(type))
                .map(ConsoleMessage::text)
                .toList();
    }

    private static void waitForError(Page page, String code) {
        page.waitForFunction("code => window.failed === code", code);
    }

    /** Notes what goes wrong, from the beginning. */
    private static final String NOTES =
            "window.addEventListener('parley:error', ({ detail }) => (window.failed = detail.code));";

    @Test
    void originThatIsNotAllowedIsRefusedInOneSentence() {
        other.trust(site.server(), () -> site.chat.server().token(ALICE));
        other.put("/setup.js", NOTES + "window.parleyWidget = { token: async () => (await fetch('/token')).text() };");
        other.putPage("/", site.script("data-open data-connect=\"load\""));

        Page page = page(other.origin() + "/");
        waitForError(page, "origin_not_allowed");

        assertThat(said("error"))
                .containsExactly(
                        "Parley: pages of %1$s may not use the chat of %2$s. To allow them, add %1$s to PARLEY_ALLOWED_ORIGINS (or --allowed-origins) of that server and restart it."
                                .formatted(other.origin(), site.server()));
        assertThat(page.locator("parley-widget")).hasCount(0);
        assertThat(other.tokensAsked()).isZero();
        site.chat.expectComplaint("PARLEY_ALLOWED_ORIGINS");
    }

    @Test
    void pageWithoutTokensIsToldHowToGiveThem() {
        site.host.put("/setup.js", NOTES);

        Page page = page(site.host.origin() + "/");
        waitForError(page, "no_token");

        assertThat(said("error")).singleElement().asString().contains("window.parleyWidget = { token:");
        site.chat.expectComplaint("gives no tokens");
    }

    @Test
    void policyThatForbidsTheModulesIsNamed() {
        site.host.put("/setup.js", NOTES + "window.parleyWidget = { token: () => '' };");
        site.host.policy(
                HostSite.POLICY.formatted(site.server(), "").replace("connect-src 'self'", "connect-src 'none';"));

        Page page = page(site.host.origin() + "/");
        waitForError(page, "unreachable");

        assertThat(said("error"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("Parley: the chat server " + site.server() + " cannot be reached")
                        .contains("connect-src has to allow " + site.server() + " and ws://"));
        site.chat.expectComplaint("");
    }

    @Test
    void policyMayNameTheScriptByANonceOnly() {
        site.host.policy(HostSite.POLICY
                .formatted(site.server(), site.server().replace("http", "ws"))
                .replaceFirst("script-src [^;]*;", "script-src 'nonce-abc';"));
        site.host.putPage("/", "<script nonce=\"abc\" src=\"/setup.js\"></script>" + site.script("nonce=\"abc\""));

        Page page = page(site.host.origin() + "/");
        launcher(page).click();

        assertThat(composer(page)).isVisible();
        site.chat.expectComplaint("/setup.js");
    }

    @Test
    void tokensOfAFunctionThatFailsAreAskedForAgainByHand() {
        site.host.put(
                "/setup.js",
                "window.fails = true; window.giveToken = async () => {"
                        + " if (window.fails) throw new Error('away'); return (await fetch('/token')).text(); };");
        site.host.putPage("/", site.script("data-token-callback=\"giveToken\""));
        Page page = page(site.host.origin() + "/");

        launcher(page).click();
        assertThat(panel(page)).containsText("The chat is not available now");
        page.evaluate("window.fails = false");
        PageParts.button(panel(page), "Try again").click();

        assertThat(composer(page)).isVisible();
        assertThat(said("error")).singleElement().asString().contains("function of this page that gives tokens failed");
        site.chat.expectComplaint("gives tokens failed");
    }

    @Test
    void attributesSayWhatItIsLike() {
        site.host.putPage(
                "/",
                site.script("data-title=\"Ask Acme\" data-position=\"left\" data-theme=\"dark\" data-accent=\"#0055cc\""
                        + " data-open data-profile=\"support\" data-lang=\"de\""));
        site.host.put(
                "/setup.js",
                "window.parleyWidget = { token: async () => (await fetch('/token')).text(),"
                        + " texts: { composer: { placeholder: 'Schreiben Sie' } } };");

        Page page = page(site.host.origin() + "/");
        send(page, "Hallo");
        assertThat(answers(page)).hasText("You said: Hallo");

        assertThat(panel(page)).hasAttribute("aria-label", "Ask Acme");
        assertThat(composer(page)).hasAttribute("placeholder", "Schreiben Sie");
        assertThat(page.locator("parley-widget .widget")).hasAttribute("lang", "de");
        assertThat(panel(page).boundingBox().x).isLessThan(100);
        assertThat(panel(page)).hasCSS("background-color", "rgb(19, 22, 20)");
        assertThat(launcher(page)).not().hasCSS("background-color", "rgb(116, 201, 171)");
        assertThat(site.chat
                        .rest()
                        .get("/api/sessions")
                        .body()
                        .get("items")
                        .get(0)
                        .get("profile")
                        .asText())
                .isEqualTo("support");
    }

    @Test
    void attributesThatAreWrongAreTold() {
        site.host.putPage("/", site.script("data-position=\"top\" data-accent=\"no colour\" data-theme=\"blue\""));

        Page page = page(site.host.origin() + "/");
        assertThat(launcher(page)).isVisible();

        assertThat(said("warning"))
                .containsExactly(
                        "Parley: data-position is “top”, but has to be one of right, left.",
                        "Parley: data-theme is “blue”, but has to be one of system, light, dark.",
                        "Parley: data-accent is “no colour”, but has to be a colour of CSS.");
    }

    @Test
    void pageCanOpenCloseAndRemoveItAndHearsOfThat() {
        Page page = page(site.host.origin() + "/");
        page.evaluate("""
                () => {
                    window.heard = [];
                    for (const type of ['open', 'close', 'unread', 'destroy']) {
                        window.addEventListener(`parley:${type}`, () => window.heard.push(type));
                    }
                }""");

        page.evaluate("parleyWidget.open()");
        send(page, "Apples");
        assertThat(answers(page)).hasText("You said: Apples");
        page.evaluate("parleyWidget.newChat()");
        assertThat(panel(page)).containsText("What shall we talk about?");
        page.evaluate(
                "id => parleyWidget.openSession(id)", site.chat.chats(ALICE).getFirst());
        assertThat(answers(page)).hasText("You said: Apples");
        page.evaluate("parleyWidget.toggle()");
        assertThat(panel(page)).isHidden();
        page.evaluate("parleyWidget.destroy()");
        assertThat(page.locator("parley-widget")).hasCount(0);

        assertThat((List<?>) page.evaluate("heard")).isEqualTo(List.of("open", "close", "destroy"));
        page.waitForCondition(() -> site.chat.server().server.openStreams() == 0);
    }

    @Test
    void scriptThatIsLoadedAgainHasNoSecondEffect() {
        site.host.putPage("/", site.script("") + site.script("data-open") + site.script("async"));

        Page page = page(site.host.origin() + "/");
        assertThat(launcher(page)).isVisible();
        assertThat(page.locator("parley-widget")).hasCount(1);
        assertThat(panel(page)).isHidden();
        assertThat(said("warning")).isEmpty();
    }

    @Test
    void scriptMayBeLoadedAgainAfterItLeft() {
        site.host.policy(HostSite.POLICY
                .formatted(site.server(), site.server().replace("http", "ws"))
                .replaceFirst("require-trusted-types-for.*", ""));
        Page page = page(site.host.origin() + "/");
        launcher(page).click();
        send(page, "Apples");
        assertThat(answers(page)).hasText("You said: Apples");
        page.evaluate("parleyWidget.destroy()");
        assertThat(page.locator("parley-widget")).hasCount(0);

        page.evaluate("""
                (address) => {
                    const script = document.createElement('script');
                    script.src = address;
                    document.body.append(script);
                }""", site.chat.address("/widget.js"));

        assertThat(answers(page)).hasText("You said: Apples");
        send(page, "Pears");
        assertThat(answers(page).last()).hasText("You said: Pears");
        assertThat(page.locator("parley-widget")).hasCount(1);
    }

    @Test
    void chatOfAnotherServerBesideItIsLeftOut() {
        String elsewhere = "<script src=\"" + site.chat.server().origin() + "/widget.js\"></script>";
        site.host.putPage("/", site.script("") + elsewhere);
        site.host.policy(HostSite.POLICY.formatted("*", "*"));

        Page page = page(site.host.origin() + "/");
        assertThat(launcher(page)).isVisible();

        assertThat(page.locator("parley-widget")).hasCount(1);
        assertThat(said("warning")).singleElement().asString().contains("has a chat of " + site.server() + " already");
    }
}
