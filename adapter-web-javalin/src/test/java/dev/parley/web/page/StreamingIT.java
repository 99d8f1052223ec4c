package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers as they are written, over lost connections, reloads, several pages and restarts of the server. */
class StreamingIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void answerIsShownWhileItIsWritten() {
        var answer = site.willSay("Once **upon", " a time**");
        Page page = site.open();

        send(page, "Tell me a story");

        assertThat(answers(page)).containsText("Once **upon");
        assertThat(stop(page)).isVisible();
        answer.goOn();
        assertThat(answers(page).locator("strong")).hasText("upon a time");
        assertThat(stop(page)).isHidden();
        assertThat(page.locator(".bar h2")).hasText("Tell me a story");
    }

    @Test
    void cutConnectionLosesAndDoublesNothing() {
        var answer = site.willSay("one 😀 ", "two ", "three ", "four");
        Page page = site.open();
        send(page, "Count");
        assertThat(answers(page)).containsText("one 😀");
        answer.goOn();
        assertThat(answers(page)).containsText("two");

        site.cut(page);
        answer.goOn();
        site.mend();
        assertThat(answers(page)).containsText("one 😀 two three");
        site.cut(page);
        answer.goOn();
        site.mend();

        assertThat(stop(page)).isHidden();
        assertThat(answers(page)).hasCount(1);
        assertThat(answers(page).innerText()).isEqualTo("one 😀 two three four").isEqualTo(site.storedAnswer(page));
    }

    @Test
    void whatIsSentWithoutConnectionArrivesOnce() {
        site.willSay("First");
        site.willSay("Second");
        Page page = site.open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");

        site.cut(page);
        send(page, "Meanwhile");
        assertThat(page.getByText("Sending…")).isVisible();
        site.mend();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(page.getByText("Sending…")).isHidden();
        assertThat(site.stored(page, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void reloadInTheMiddleOfSendingNeitherLosesNorDoubles() {
        site.willSay("First");
        site.willSay("Second");
        Page page = site.open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");
        site.cut(page);
        send(page, "Meanwhile");
        composer(page).fill("half a tho");

        site.mend();
        page.reload();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(composer(page)).hasValue("half a tho");
        assertThat(site.stored(page, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void stoppedAnswerKeepsItsText() {
        site.willSay("This much ", "and never this");
        Page page = site.open();
        send(page, "Talk");
        assertThat(answers(page)).containsText("This much");

        stop(page).click();

        assertThat(page.getByText("Stopped")).isVisible();
        assertThat(answers(page)).hasText("This much");
        assertThat(site.storedAnswer(page).strip()).isEqualTo("This much");
        page.reload();
        assertThat(page.getByText("Stopped")).isVisible();
        assertThat(answers(page)).hasText("This much");
    }

    @Test
    void reloadShowsTheSame() {
        site.willSay("# Plan\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x = 1 < 2;\n```");
        var second = site.willSay("Half of ", "it");
        Page page = site.open();
        send(page, "A plan\nin two lines");
        assertThat(answers(page).locator("code")).containsText("let x = 1 < 2;");
        send(page, "More");
        assertThat(answers(page).last()).containsText("Half of");
        String before = page.locator(".entries").innerText();

        page.reload();

        assertThat(answers(page).last()).containsText("Half of");
        assertThat(page.locator(".entries").innerText()).isEqualTo(before);
        second.goOn();
        assertThat(answers(page).last()).hasText("Half of it");
    }

    @Test
    void twoPagesSeeTheSame() {
        var answer = site.willSay("Here ", "and there");
        Page one = site.open();
        send(one, "Say something");
        assertThat(answers(one)).containsText("Here");

        Page other = site.open();
        other.navigate(one.url());
        assertThat(answers(other)).containsText("Here");
        answer.goOn();

        assertThat(answers(one)).hasText("Here and there");
        assertThat(answers(other)).hasText("Here and there");
        site.willSay("Certainly");
        send(other, "Again");
        assertThat(answers(one)).hasText(new String[] {"Here and there", "Certainly"});
        assertThat(other.locator(".user .bubble")).hasText(new String[] {"Say something", "Again"});
        assertThat(one.locator(".user .bubble")).hasText(new String[] {"Say something", "Again"});
    }

    @Test
    void restartInTheMiddleOfAnAnswerShowsInTheEndWhatIsStored() {
        site.willSay("Half of ", "it");
        Page one = site.open();
        send(one, "Tell me");
        assertThat(answers(one)).containsText("Half of");
        Page other = site.open();
        other.navigate(one.url());
        assertThat(answers(other)).containsText("Half of");

        site.stop();
        assertThat(one.locator(".connection")).isVisible();
        site.startAgain();

        for (Page page : List.of(one, other)) {
            assertThat(answers(page).last()).hasText("You said: Tell me");
            assertThat(stop(page)).isHidden();
            assertThat(answers(page).allInnerTexts().stream().map(String::strip).toList())
                    .isEqualTo(site.stored(page, "assistant").stream()
                            .map(String::strip)
                            .toList());
        }
        one.reload();
        assertThat(answers(one).last()).hasText("You said: Tell me");
        assertThat(answers(one).allInnerTexts()).isEqualTo(answers(other).allInnerTexts());
    }

    @Test
    void whatIsSentWhileTheServerIsAwayArrivesOnce() {
        Page page = site.open();
        send(page, "Before");
        assertThat(answers(page)).hasCount(1);

        site.stop();
        send(page, "Meanwhile");
        assertThat(page.getByText("Sending…")).isVisible();
        site.startAgain();
        page.reload();

        assertThat(answers(page)).hasText(new String[] {"You said: Before", "You said: Meanwhile"});
        assertThat(site.stored(page, "user")).containsExactly("Before", "Meanwhile");
    }
}
