package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.newChat;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageParts.toast;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tool calls, and the questions that agents ask people. */
class QuestionsIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void toolCallsAreShownWithWhatTheyWereGivenAndGaveBack() {
        site.willCall("list_tasks", "{\"done\":false}");
        site.willSay("One task.");
        Page page = site.open();

        send(page, "What is to do?");

        assertThat(answers(page)).hasText("One task.");
        Locator tool = page.locator("parley-tool");
        assertThat(tool).containsText("Done");
        assertThat(tool.locator("pre").first()).isHidden();
        tool.locator("summary").press("Enter");
        assertThat(tool.locator("pre")).hasText(new String[] {"{ \"done\": false }", "1. Buy milk"});
        page.reload();
        assertThat(page.locator("parley-tool summary")).containsText("list_tasks");
        assertThat(page.locator("parley-tool")).hasCount(1);
    }

    @Test
    void approvedCallIsMadeWithTheArgumentsThatWereShown() {
        Page page = site.askedToDelete();

        Locator question = question(page);
        assertThat(question).containsText("delete_task");
        assertThat(question.locator("pre")).hasText("{ \"number\": 1 }");
        assertThat(question).containsText("47 h 59 min left");
        assertThat(page.locator("parley-tool")).hasCount(0);
        assertThat(site.tools.calls()).isEmpty();
        button(question, "Approve").press("Enter");

        assertThat(answers(page)).hasText("All done.");
        assertThat(question).containsText("Approved");
        assertThat(question).containsText("alice");
        assertThat(question.locator("button")).hasCount(0);
        assertThat(page.locator("parley-tool")).containsText("Done");
        assertThat(site.argumentsOfCalls()).containsExactly("{\"number\":1}");
    }

    @Test
    void argumentsCanBeChangedAndTheServerSaysWhatIsWrongWithThem() {
        Page page = site.askedToDelete();
        Locator question = question(page);

        button(question, "Edit arguments").click();
        Locator field = question.getByLabel("Arguments, a JSON object");
        assertThat(field).isFocused();
        field.fill("[1]");
        button(question, "Approve with changes").click();
        assertThat(question.getByRole(AriaRole.ALERT)).containsText("must be a JSON object");
        assertThat(field).hasValue("[1]");
        assertThat(site.tools.calls()).isEmpty();
        field.fill("{\"number\":2}");
        button(question, "Approve with changes").click();

        assertThat(answers(page)).hasText("All done.");
        assertThat(site.argumentsOfCalls()).containsExactly("{\"number\":2}");
        page.reload();
        page.locator("parley-tool summary").click();
        assertThat(page.locator("parley-tool pre").first()).hasText("{ \"number\": 2 }");
        assertThat(question(page)).containsText("With changed arguments");
    }

    @Test
    void refusedCallIsNotMadeAndTheReasonIsTold() {
        Page page = site.askedToDelete();
        Locator question = question(page);

        button(question, "Refuse…").click();
        button(question, "Back").click();
        button(question, "Refuse…").click();
        question.getByLabel("Reason").fill("I <b>need</b> it");
        button(question, "Refuse").click();

        assertThat(answers(page)).hasText("All done.");
        assertThat(question).containsText("Refused: I <b>need</b> it");
        assertThat(page.locator("parley-tool")).containsText("Not made");
        assertThat(site.tools.calls()).isEmpty();
    }

    @Test
    void answerInOnePageClosesTheQuestionInTheOther() {
        Page one = site.askedToDelete();
        Page other = site.open();
        other.navigate(one.url());
        assertThat(button(question(other), "Approve")).isVisible();

        button(question(one), "Approve").click();

        assertThat(question(other)).containsText("Approved");
        assertThat(question(other).locator("button")).hasCount(0);
        assertThat(answers(other)).hasText("All done.");
        assertThat(site.tools.calls()).hasSize(1);
    }

    @Test
    void openQuestionIsThereAgainAfterAReloadAndItsOutcomeToo() {
        Page page = site.askedToDelete();

        page.reload();
        assertThat(question(page).locator("pre")).hasText("{ \"number\": 1 }");
        button(question(page), "Approve").click();

        assertThat(answers(page)).hasText("All done.");
        page.reload();
        assertThat(question(page)).containsText("Approved");
        assertThat(question(page)).containsText("alice");
        assertThat(site.tools.calls()).hasSize(1);
    }

    @Test
    void whoAnswersSecondSeesTheAnswerThatWon() {
        Page page = site.askedToDelete();
        site.share(page, "bob", "editor");
        assertThat(button(question(page), "Approve")).isVisible();

        site.cut(page);
        button(question(page), "Approve").click();
        assertThat(button(question(page), "Sending…")).isVisible();
        site.respond("bob", page, "{\"approved\":false,\"reason\":\"too early\"}");
        site.mend();

        assertThat(question(page)).containsText("Refused: too early");
        assertThat(question(page)).containsText("bob");
        assertThat(toast(page)).containsText("bob answered first.");
        assertThat(site.tools.calls()).isEmpty();
    }

    @Test
    void answerThatWasGivenWithoutConnectionCountsOnce() {
        Page page = site.askedToDelete();

        site.cut(page);
        button(question(page), "Approve").click();
        site.mend();

        assertThat(answers(page)).hasText("All done.");
        assertThat(question(page)).containsText("Approved");
        assertThat(toast(page)).hasCount(0);
        assertThat(site.tools.calls()).hasSize(1);
    }

    @Test
    void questionsOfAllKindsAreAnswered() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).containsText("Hello");

        site.ask(
                page,
                "Which <i>colours</i>?",
                "{\"type\":\"choice\",\"options\":[\"red\",\"green\",\"blue\"],\"multiple\":true}");
        Locator colours = question(page).last();
        assertThat(colours).containsText("Which <i>colours</i>?");
        button(colours, "Answer").click();
        assertThat(colours.getByRole(AriaRole.ALERT)).containsText("Select at least one option");
        colours.getByLabel("red").check();
        colours.getByLabel("blue").press("Space");
        button(colours, "Answer").click();
        assertThat(colours.locator("li")).hasText(new String[] {"red", "blue"});

        site.ask(page, "Which size?", "{\"type\":\"choice\",\"options\":[\"small\",\"large\"]}");
        Locator size = question(page).last();
        size.getByLabel("small").check();
        size.getByLabel("large").check();
        button(size, "Answer").click();
        assertThat(size.locator("li")).hasText("large");

        site.ask(page, "Which number?", "{\"type\":\"free_text\",\"maximum\":5,\"pattern\":\"[0-9]+\"}");
        Locator number = question(page).last();
        number.getByLabel("Your answer").fill("seven");
        button(number, "Answer").click();
        assertThat(number.getByRole(AriaRole.ALERT)).containsText("must match [0-9]+");
        number.getByLabel("Your answer").fill("7");
        button(number, "Answer").click();
        assertThat(number.locator(".answer")).hasText("7");

        site.ask(page, "What do you mean?", "{\"type\":\"clarification\"}");
        Locator meaning = question(page).last();
        meaning.getByLabel("Your answer").fill("This\nand that");
        button(meaning, "Answer").click();
        assertThat(meaning.locator(".answer")).hasText("This and that");
        assertThat(question(page)).hasCount(4);
    }

    @Test
    void viewersSeeQuestionsAndCannotAnswerThem() {
        Page page = site.askedToDelete();
        site.share(page, "victor", "viewer");

        Page viewer = site.blank("victor");
        viewer.navigate(site.address("/#token=" + site.server().token("victor") + "&session=" + sessionOf(page)));

        assertThat(question(viewer)).containsText("Waiting for an answer");
        assertThat(question(viewer).locator("button, textarea, input")).hasCount(0);
        assertThat(inboxCount(viewer)).hasCount(0);
    }

    @Test
    void questionsOfAllChatsAreCountedAndAnsweredInTheInbox() {
        Page page = site.askedToDelete();
        Page carol = site.openAs("carol");
        newChat(page);
        assertThat(inboxCount(page)).containsText("1");
        assertThat(page).hasTitle("(1) Parley");

        site.rest()
                .post(
                        "/api/sessions/" + site.chats(ALICE).getFirst() + "/feedback",
                        "{\"question\":\"Carol?\",\"kind\":{\"type\":\"clarification\"},\"responders\":[\"carol\"]}");
        assertThat(inboxCount(carol)).containsText("1");
        carol.getByText("Inbox").first().click();
        Locator inbox = carol.locator("main.inbox");
        assertThat(inbox.locator(".where")).hasCount(0);
        inbox.getByLabel("Your answer").fill("Here I am");
        button(inbox, "Answer").click();
        assertThat(inbox.locator(".answer")).hasText("Here I am");
        assertThat(inboxCount(carol)).hasCount(0);
        newChat(carol);
        carol.getByText("Inbox").first().click();
        assertThat(carol.getByText("Nothing waits for you")).isVisible();

        page.getByText("Inbox").first().click();
        page.locator(".where").click();
        button(question(page).first(), "Approve").click();
        assertThat(answers(page)).hasText("All done.");
        assertThat(inboxCount(page)).hasCount(0);
    }

    @Test
    void questionThatSomebodyElseAnswersIsShownAnsweredToWhoReadsTheInbox() {
        Page page = site.askedToDelete();
        site.share(page, "bob", "editor");
        Page bob = site.openAs("bob");
        assertThat(inboxCount(bob)).containsText("1");
        bob.getByText("Inbox").first().click();
        assertThat(bob.locator(".question pre")).isVisible();

        button(question(page), "Approve").click();

        assertThat(bob.locator(".question")).containsText("Approved");
        assertThat(bob.locator(".question")).containsText("alice on the web");
        assertThat(bob.locator(".question button")).hasCount(0);
        assertThat(inboxCount(bob)).hasCount(0);
    }

    private static Locator inboxCount(Page page) {
        return page.locator(".places .count-badge");
    }

    @Test
    void approvalThatWasAskedBeforeARestartIsGivenAfterIt() {
        Page page = site.askedToDelete();
        site.stop();
        site.startAgain();
        assertThat(page.locator(".connection:not(.fine)")).hasCount(0);
        Page other = site.open();
        other.navigate(page.url());

        button(question(page), "Approve").click();

        assertThat(question(page)).containsText("Approved");
        assertThat(question(other)).containsText("alice on the web");
        assertThat(page.locator("parley-tool")).containsText("Done");
        assertThat(site.argumentsOfCalls()).containsExactly("{\"number\":1}");
        assertThat(answers(page)).hasCount(1);
        assertThat(answers(other)).hasText(answers(page).innerText());
    }

    @Test
    void answerThatCannotBeRightIsNotSent() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        site.ask(page, "Which word?", "{\"type\":\"free_text\",\"minimum\":3,\"maximum\":6}");
        Locator form = question(page);
        Locator alert = form.getByRole(AriaRole.ALERT);

        assertThat(form).containsText("at least 3 characters, at most 6 characters");
        button(form, "Answer").click();
        assertThat(alert).containsText("Write an answer first.");
        form.getByLabel("Your answer").fill("no");
        button(form, "Answer").click();
        assertThat(alert).containsText("at least 3 characters, and has 2");
        form.getByLabel("Your answer").fill("much too long");
        button(form, "Answer").click();
        assertThat(alert).containsText("at most 6 characters, and has 13");
        assertThat(form.getByLabel("Your answer")).hasAttribute("aria-invalid", "true");
        form.getByLabel("Your answer").fill("😀😀😀");
        button(form, "Answer").click();

        assertThat(form.locator(".answer")).hasText("😀😀😀");
    }
}
