package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.choose;
import static dev.parley.web.page.PageParts.chooseFor;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.newChat;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageParts.titles;
import static dev.parley.web.page.PageParts.toast;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.domain.session.ProfileName;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of chats, and what can be done with a whole chat. */
class ChatsIT {
    @RegisterExtension
    final PageSite site = new PageSite(chat -> chat.profiles(new Profiles(List.of(
            Profile.DEFAULT,
            Profile.DEFAULT.toBuilder()
                    .name(new ProfileName("poet"))
                    .description("Answers in verse.")
                    .build()))));

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

    @Test
    void deletedChatIsBackAtOnceOrLater() {
        Page page = site.open();
        send(page, "First topic");
        assertThat(answers(page)).hasCount(1);
        newChat(page);
        send(page, "Second topic");
        assertThat(answers(page)).hasCount(1);

        choose(page, "Delete chat");
        assertThat(toast(page)).containsText("“Second topic” was deleted.");
        assertThat(titles(page)).hasText(new String[] {"First topic"});
        button(toast(page), "Undo").click();
        assertThat(titles(page)).hasText(new String[] {"Second topic", "First topic"});
        titles(page).first().click();
        assertThat(page.getByText("This chat has ended.")).isVisible();

        chooseFor(page, "First topic", "Delete");
        assertThat(titles(page)).hasText(new String[] {"Second topic"});
        page.reload();
        page.getByText("Deleted", EXACT).click();
        assertThat(titles(page)).hasText(new String[] {"First topic"});
        button(page, "Restore First topic").click();
        assertThat(page.getByText("can be brought back")).isVisible();
        page.getByText("All", EXACT).click();
        assertThat(titles(page)).hasText(new String[] {"Second topic", "First topic"});
    }

    @Test
    void chatThatIsDeletedElsewhereSaysSoAndCanBeRestored() {
        Page page = site.open();
        send(page, "Topic");
        assertThat(answers(page)).hasCount(1);

        site.rest().delete("/api/sessions/" + sessionOf(page));

        assertThat(page.getByText("This chat was deleted.")).isVisible();
        assertThat(composer(page)).hasCount(0);
        button(page, "Restore").click();
        assertThat(page.getByText("This chat has ended.")).isVisible();
        assertThat(answers(page)).hasText("You said: Topic");
    }

    @Test
    void chatsAreListedByTheirStatus() {
        Page page = site.open();
        send(page, "Active one");
        assertThat(answers(page)).hasCount(1);
        String ended = LongHistory.of(1, site.storage().sessions(), ALICE);
        site.rest().post("/api/sessions/" + ended + "/end", "");
        String paused = site.rest().newSession();
        site.rest().say(paused, "Paused one");
        site.rest().post("/api/sessions/" + paused + "/pause", "");
        page.reload();
        assertThat(titles(page)).hasText(new String[] {"Paused one", "A long talk", "Active one"});

        page.getByText("Active", EXACT).click();
        assertThat(titles(page)).hasText(new String[] {"Active one"});
        page.getByText("Paused", EXACT).first().click();
        assertThat(titles(page)).hasText(new String[] {"Paused one"});
        page.locator(".filters").getByText("Ended").click();
        assertThat(titles(page)).hasText(new String[] {"A long talk"});
    }

    @Test
    void longListsComeAsTheyAreScrolled() {
        for (int i = 1; i <= 130; i++) {
            site.rest().post("/api/sessions", "{\"title\":\"Chat " + i + "\"}");
        }
        Page page = site.open();
        assertThat(titles(page).nth(49)).isAttached();
        assertThat(titles(page)).hasCount(50);

        for (int loaded : new int[] {100, 130}) {
            page.locator(".sessions").evaluate("list => list.scrollTo(0, list.scrollHeight)");
            assertThat(titles(page)).hasCount(loaded);
        }
        assertThat(titles(page).last()).hasText("Chat 1");
        assertThat(titles(page).allTextContents()).doesNotHaveDuplicates();
    }

    @Test
    void newChatHasTheProfileThatWasChosen() {
        Page page = site.open();
        Locator profiles = page.locator(".profiles label");
        assertThat(profiles).hasCount(2);
        assertThat(profiles.first().locator("input")).isChecked();

        page.getByText("Answers in verse.").click();
        page.reload();
        assertThat(page.getByLabel("poet")).isChecked();
        send(page, "A poem");

        assertThat(answers(page)).hasCount(1);
        assertThat(bar(page).locator(".badge")).hasText("poet");
        assertThat(site.rest()
                        .get("/api/sessions/" + sessionOf(page))
                        .body()
                        .path("profile")
                        .asText())
                .isEqualTo("poet");
    }

    @Test
    void answerIsMadeAnewInABranch() {
        site.willSay("First try");
        site.willSay("Later");
        site.willSay("Second try");
        Page page = site.open();
        send(page, "Question");
        assertThat(answers(page)).hasText("First try");
        send(page, "Another");
        assertThat(answers(page)).hasCount(2);
        String origin = sessionOf(page);

        page.locator(".message.assistant").first().hover();
        button(page.locator(".message.assistant").first(), "Answer anew in a new branch")
                .click();

        assertThat(answers(page)).hasText(new String[] {"Second try"});
        assertThat(page.locator(".user .bubble")).hasText("Question");
        assertThat(sessionOf(page)).isNotEqualTo(origin);
        page.locator(".origin a").click();
        assertThat(answers(page)).hasText(new String[] {"First try", "Later"});
        assertThat(titles(page)).hasCount(2);
    }

    @Test
    void chatGoesOnFromAnyAnswerInABranch() {
        Page page = site.open();
        for (String text : List.of("One", "Two", "Three")) {
            send(page, text);
            assertThat(answers(page).last()).hasText("You said: " + text);
        }

        page.locator(".message.assistant").nth(1).hover();
        button(page.locator(".message.assistant").nth(1), "Continue from here in a new branch")
                .click();

        assertThat(page.locator(".origin")).isVisible();
        assertThat(page.locator(".user .bubble")).hasText(new String[] {"One", "Two"});
        send(page, "Something else");
        assertThat(answers(page).last()).hasText("You said: Something else");
    }

    @Test
    void questionIsAskedInOtherWordsInABranch() {
        Page page = site.open();
        send(page, "One");
        assertThat(answers(page)).hasCount(1);
        send(page, "Tow");
        assertThat(answers(page)).hasCount(2);

        page.locator(".message.user").last().hover();
        button(page.locator(".message.user").last(), "Edit and ask in a new branch")
                .click();

        assertThat(page.locator(".user .bubble")).hasText(new String[] {"One"});
        assertThat(composer(page)).hasValue("Tow");
        composer(page).fill("Two");
        composer(page).press("Enter");
        assertThat(answers(page).last()).hasText("You said: Two");
    }

    @Test
    void chatIsExported() throws Exception {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);

        Download download = page.waitForDownload(() -> choose(page, "Export as Markdown"));

        assertThat(Files.readString(download.path())).contains("You said: Hello");
    }

    @Test
    void meterTellsWhatTheModelSees() {
        Page page = site.open();
        send(page, "Hello there");
        assertThat(answers(page)).hasCount(1);

        page.locator(".meter").click();
        Locator card = page.locator(".menu.card");
        assertThat(card).containsText("2 of 20");
        assertThat(card).containsText("The model sees everything that was said.");
        button(card, "Let the model forget").click();

        assertThat(page.locator(".message.result")).containsText("/clear");
        page.locator(".meter").click();
        assertThat(card).containsText("0 of 20");
    }

    private static final Page.GetByTextOptions EXACT = new Page.GetByTextOptions().setExact(true);
}
