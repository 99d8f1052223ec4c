package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.choose;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.fitsTheScreen;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageParts.toast;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.user.Role;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each state of the page, light and dark, wide and narrow: nothing is a serious barrier for anybody, as far as axe-core can tell, and
 * nothing has to be scrolled sideways.
 */
class AccessibilityIT {
    private static Axe axe;

    @RegisterExtension
    final PageSite site = new PageSite(chat -> chat.channel(new RecordingChannel(ChannelKind.EMAIL))
            .profiles(new Profiles(List.of(
                    Profile.DEFAULT,
                    Profile.DEFAULT.toBuilder()
                            .name(new ProfileName("operator"))
                            .description("Acts when asked to.")
                            .build()))));

    @BeforeAll
    static void load() throws IOException {
        axe = Axe.load();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void loginAndBeginning(int width, ColorScheme scheme) {
        Page page = site.open(width, 720, scheme);
        check(page, "before a chat has begun");

        openList(page, width);
        check(page, "the empty list of chats");
        button(page, "Settings").click();
        check(page, "the settings");
        page.getByText("Sign out").click();
        assertThat(page.getByLabel("Access token")).isVisible();
        check(page, "the login");
        page.getByLabel("Access token").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.locator(".login .problem")).containsText("not valid");
        check(page, "a login that was refused");
        site.expectComplaint("401");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void conversation(int width, ColorScheme scheme) {
        site.willSay(
                "# Plan\n\n- one\n- [x] two\n\n> *quoted* [link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
                        + "```js\nlet x = 1;\n```\n\nand `code`");
        Page page = site.open(width, 720, scheme);
        send(page, "A plan");
        assertThat(answers(page).locator("table")).isVisible();
        page.locator(".message.assistant").focus();
        check(page, "an answer");

        var answer = site.willSay("Half", " of it");
        send(page, "More");
        assertThat(answers(page).last()).containsText("Half");
        send(page, "And then");
        assertThat(page.locator(".badge.warning")).isVisible();
        composer(page).fill("Stop that");
        check(page, "an answer in progress, with a message that waits");
        answer.goOn();
        assertThat(answers(page)).hasCount(3);

        composer(page).fill("/");
        assertThat(page.getByText("Lists the commands.")).isVisible();
        check(page, "the completion of commands");
        composer(page).fill("/status");
        composer(page).press("Enter");
        assertThat(page.locator(".message.result")).isVisible();
        check(page, "what a command told");
        composer(page).fill("/no-such");
        composer(page).press("Enter");
        assertThat(page.locator(".unsent")).isVisible();
        check(page, "what was refused");

        choose(page, "End chat…");
        check(page, "a question before something is done");
        page.locator("dialog button.danger").click();
        assertThat(page.getByText("This chat has ended.")).isVisible();
        check(page, "a chat that has ended");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void dialogsAndMenus(int width, ColorScheme scheme) {
        Page page = site.open(width, 720, scheme);
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);

        button(bar(page), "More for this chat").click();
        check(page, "the menu of a chat");
        page.keyboard().press("Escape");
        button(bar(page), "Share").click();
        page.getByLabel("User").fill("bob");
        page.keyboard().press("Enter");
        assertThat(page.locator(".participants li")).hasCount(2);
        check(page, "the sharing of a chat");
        page.keyboard().press("Escape");
        page.locator(".meter").click();
        assertThat(page.getByText("Older messages left out")).isVisible();
        check(page, "what the model sees");
        page.keyboard().press("Escape");
        page.keyboard().press("Control+/");
        check(page, "the shortcuts");
        page.keyboard().press("Escape");
        choose(page, "Rename");
        check(page, "another title");
        page.keyboard().press("Escape");
        choose(page, "Delete chat");
        assertThat(toast(page)).isVisible();
        check(page, "something to undo");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void questions(int width, ColorScheme scheme) {
        site.willCall("list_tasks", "{}");
        site.willCall("delete_task", "{\"number\":1}");
        Page page = site.open(width, 720, scheme);
        send(page, "Delete the first task");
        assertThat(button(question(page), "Approve")).isVisible();
        page.locator("parley-tool summary").first().click();
        check(page, "a tool call and an approval");
        button(question(page), "Edit arguments").click();
        question(page).locator("textarea").fill("[");
        button(question(page), "Approve with changes").click();
        check(page, "arguments that are wrong");
        button(question(page), "Back").click();
        button(question(page), "Refuse…").click();
        check(page, "a reason");

        site.ask(page, "Which day?", "{\"type\":\"choice\",\"options\":[\"Friday\",\"Sunday\"]}");
        site.ask(page, "What is it about?", "{\"type\":\"free_text\",\"minimum\":5}");
        openList(page, width);
        page.getByText("Inbox").first().click();
        assertThat(page.locator("main.inbox .question")).hasCount(3);
        check(page, "the inbox");
        for (int i = 0; i < 3; i++) {
            String answer = List.of("{\"approved\":false}", "{\"options\":[\"Friday\"]}", "{\"text\":\"all of it\"}")
                    .get(i);
            respondToFirst(answer);
        }
        assertThat(page.locator("main.inbox .question.answered")).hasCount(3);
        check(page, "the inbox after everything was answered");
        page.reload();
        assertThat(page.getByText("Nothing waits for you")).isVisible();
        check(page, "the empty inbox");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void listsAndTroubles(int width, ColorScheme scheme) {
        LongHistory.of(3, site.storage().sessions(), ALICE);
        String deleted = site.rest().newSession();
        site.rest().delete("/api/sessions/" + deleted);
        Page page = site.open(width, 720, scheme);
        openList(page, width);
        page.getByLabel("Search chats").fill("question 2");
        assertThat(page.locator("mark")).isVisible();
        check(page, "what was found");
        page.getByLabel("Search chats").fill("");
        page.getByText("Deleted").click();
        assertThat(page.getByText("Restore")).isVisible();
        check(page, "what was deleted");

        page.navigate(site.address("/#session=" + deleted));
        assertThat(page.getByText("This chat is not here")).isVisible();
        check(page, "a chat that is gone");
        page.navigate(site.address("/"));
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        site.cut(page);
        send(page, "Meanwhile");
        assertThat(page.getByText("Sending…")).isVisible();
        check(page, "a lost connection");
        site.mend();
        assertThat(answers(page)).hasCount(2);
        assertThat(stop(page)).isHidden();
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
    void pagesOfOperators(int width, ColorScheme scheme) {
        site.willCall("list_tasks", "{}");
        site.willCall("delete_task", "{\"number\":1}");
        Page page = site.openAs(Role.ADMIN, width, 720, scheme);
        send(page, "Delete the first task");
        assertThat(button(question(page), "Approve")).isVisible();
        String session = sessionOf(page);
        site.server().rest("bob").get("/api/me");
        site.server().rest("root", Role.ADMIN).send("PATCH", "/api/users/bob", "{\"disabled\":true}");

        page.navigate(site.address("/#page=dashboard"));
        assertThat(page.locator("[data-panel=errors]")).isVisible();
        page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
        check(page, "the dashboard");
        button(page, "Pause").click();
        check(page, "the dashboard, standing still");
        page.navigate(site.address("/#page=users"));
        assertThat(page.locator(".user-list li")).hasCount(3);
        check(page, "the users");
        checkChannels(page);
        page.navigate(site.address("/#page=limits"));
        assertThat(page.locator(".limitation").first()).isVisible();
        check(page, "the limits");
        page.navigate(site.address("/#page=inspector"));
        assertThat(page.locator(".session-links a")).hasCount(1);
        check(page, "the choice of what to inspect");
        page.navigate(site.address("/#page=inspector&session=" + session));
        page.locator(".event").nth(7).click();
        check(page, "the log of a chat");
        if (width < 768) {
            page.getByText("Replay", new Page.GetByTextOptions().setExact(true)).click();
        }
        page.getByLabel("Moment").press("ArrowLeft");
        assertThat(page.locator(".replay-pane .bubble")).isVisible();
        check(page, "a chat as it was");
        page.navigate(site.address("/#page=nowhere"));
        assertThat(page.getByText("There is no such page")).isVisible();
        check(page, "a page that there is not");
    }

    private void checkChannels(Page page) {
        page.navigate(site.address("/#page=channels"));
        page.getByLabel("Send nothing during quiet hours").check();
        button(page, "Save").click();
        assertThat(page.getByLabel("Email address")).hasAttribute("aria-invalid", "true");
        check(page, "a channel that was refused");
        page.getByLabel("Email address").fill("x".repeat(60) + "@example.com");
        button(page, "Save").click();
        button(page, "Send a code").click();
        assertThat(page.locator(".news")).containsText("A code is on its way");
        check(page, "a channel that waits for its code");
        page.navigate(site.address("/#page=channels&user=bob"));
        assertThat(page.getByLabel("The address counts as confirmed")).isVisible();
        check(page, "a channel of somebody else");
        site.expectComplaint("400");
    }

    private void respondToFirst(String answer) {
        var open = site.rest().get("/api/feedback").body().get("items");
        for (var asked : open) {
            String path = "/api/sessions/" + asked.get("session_id").asText() + "/feedback/"
                    + asked.get("request_id").asText() + "/respond";
            if (site.rest().post(path, "{\"answer\":" + answer + "}").status() == 200) {
                return;
            }
        }
        throw new AssertionError("nobody asked for " + answer);
    }

    private static void openList(Page page, int width) {
        if (width < 768) {
            button(bar(page), "Chats").click();
        }
    }

    private static void check(Page page, String state) {
        axe.check(page, state);
        assertThat(fitsTheScreen(page)).as(state).isTrue();
    }
}
