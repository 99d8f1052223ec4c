package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.ScriptedTools;
import dev.parley.domain.message.ToolCall;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chat page in a real browser, against a real server, over a line that can be cut. */
class ChatPageIT {
    private static final String HOSTILE = """
            <img src=x onerror="window.harmed = 1"> and <script>window.harmed = 2</script>

            <img src=x onerror="window.harmed = 3">

            <svg onload="window.harmed = 4"></svg><iframe srcdoc="<script>parent.harmed = 5</script>"></iframe>

            [a](javascript:window.harmed=6) [b](JaVaScRiPt:window.harmed=7) <a href="javascript:window.harmed=8">c</a>
            [d](data:text/html,<script>harmed=9</script>) [e](/api/login) <javascript:window.harmed=10>

            ![remote](http://elsewhere.invalid/pixel.png) ![here](/assets/parley/icon.svg)
            ![x](javascript:window.harmed=11) [style](https://example.org "onmouseover=window.harmed=12")

            <p class="toast" id="cookie" style="position:fixed;inset:0">covered</p> <form action="http://elsewhere.invalid/">
            <input name="password"><button>Go</button></form>

            ```html"><img src=x onerror="window.harmed = 13">
            </code></pre><img src=x onerror="window.harmed = 14">
            ```

            The end.
            """;

    /** Enough for a busy machine. */
    private static final double PATIENCE_MILLIS = 20_000;

    /** What the browser says when the line is cut. */
    private static final Pattern CUT = Pattern.compile("WebSocket connection to|net::ERR_");

    private static final Locator.GetByTextOptions EXACT = new Locator.GetByTextOptions().setExact(true);

    private static Playwright playwright;
    private static Browser browser;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final String user = "alice";
    private final ScriptedTools tools = new ScriptedTools()
            .offer("list_tasks", invocation -> ToolResult.of("1. Buy milk"))
            .offer("delete_task", invocation -> ToolResult.of("deleted " + invocation.arguments()));
    private TestServer server;
    private CuttableLine line;

    @BeforeAll
    static void start() {
        Optional<Path> chromium = chromium();
        assumeThat(chromium)
                .as("The tests of the page need Chromium at one of the usual places.")
                .isPresent();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        // The driver would download browsers of its own.
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--no-first-run")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            playwright.close();
        }
    }

    @BeforeEach
    void lay() {
        server = TestServer.start(chat -> chat.tools(tools), web -> web);
        line = new CuttableLine(server.port());
    }

    @AfterEach
    void nothingWasBlockedOrFailed() throws Exception {
        contexts.forEach(BrowserContext::close);
        line.close();
        server.close();
        assertThat(complaints).as("what the browser's console complained about").isEmpty();
    }

    @Test
    void loginLinkSignsInAndLeavesNoTokenBehind() {
        String token = server.token(user);

        Page page = blank(user);
        page.navigate(address("/#token=" + token));

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
        Page page = blank(user);
        page.navigate(address("/"));

        page.getByLabel("Access token").fill("wrong");
        button(page.locator("main"), "Sign in").click();
        assertThat(page.locator(".toast")).isVisible();
        page.getByLabel("Access token").fill(server.token(user));
        button(page.locator("main"), "Sign in").click();

        assertThat(composer(page)).isVisible();
        page.getByText("Sign out").click();
        assertThat(page.getByLabel("Access token")).isVisible();
        page.reload();
        assertThat(page.getByLabel("Access token")).isVisible();
        complaints.removeIf(complaint -> complaint.contains("401"));
    }

    @Test
    void answerIsShownWhileItIsWritten() {
        var answer = willSay("Once **upon", " a time**");
        Page page = open();

        send(page, "Tell me a story");

        assertThat(answers(page)).containsText("Once **upon");
        assertThat(page.locator("button.stop")).isVisible();
        answer.goOn();
        assertThat(answers(page).locator("strong")).hasText("upon a time");
        assertThat(page.locator("button.stop")).isHidden();
        assertThat(page.locator(".bar h2")).hasText("Tell me a story");
    }

    @Test
    void cutConnectionLosesAndDoublesNothing() {
        var answer = willSay("one 😀 ", "two ", "three ", "four");
        Page page = open();
        send(page, "Count");
        assertThat(answers(page)).containsText("one 😀");
        answer.goOn();
        assertThat(answers(page)).containsText("two");

        cut(page);
        answer.goOn();
        line.mend();
        assertThat(answers(page)).containsText("one 😀 two three");
        cut(page);
        answer.goOn();
        line.mend();

        assertThat(page.locator("button.stop")).isHidden();
        assertThat(answers(page)).hasCount(1);
        assertThat(answers(page).innerText()).isEqualTo("one 😀 two three four").isEqualTo(storedAnswer(page));
    }

    @Test
    void whatIsSentWithoutConnectionArrivesOnce() {
        willSay("First");
        willSay("Second");
        Page page = open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");

        cut(page);
        send(page, "Meanwhile");
        assertThat(page.getByText("Sending…")).isVisible();
        line.mend();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(page.getByText("Sending…")).isHidden();
        assertThat(stored(page, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void reloadInTheMiddleOfSendingNeitherLosesNorDoubles() {
        willSay("First");
        willSay("Second");
        Page page = open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");
        cut(page);
        send(page, "Meanwhile");
        composer(page).fill("half a tho");

        line.mend();
        page.reload();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(composer(page)).hasValue("half a tho");
        assertThat(stored(page, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void stoppedAnswerKeepsItsText() {
        willSay("This much ", "and never this");
        Page page = open();
        send(page, "Talk");
        assertThat(answers(page)).containsText("This much");

        page.locator("button.stop").click();

        assertThat(page.getByText("Stopped")).isVisible();
        assertThat(answers(page)).hasText("This much");
        assertThat(storedAnswer(page).strip()).isEqualTo("This much");
        page.reload();
        assertThat(page.getByText("Stopped")).isVisible();
        assertThat(answers(page)).hasText("This much");
    }

    @Test
    void reloadShowsTheSame() {
        willSay("# Plan\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x = 1 < 2;\n```");
        var second = willSay("Half of ", "it");
        Page page = open();
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
        var answer = willSay("Here ", "and there");
        Page one = open();
        send(one, "Say something");
        assertThat(answers(one)).containsText("Here");

        Page other = open();
        other.navigate(one.url());
        assertThat(answers(other)).containsText("Here");
        answer.goOn();

        assertThat(answers(one)).hasText("Here and there");
        assertThat(answers(other)).hasText("Here and there");
        willSay("Certainly");
        send(other, "Again");
        assertThat(answers(one)).hasText(new String[] {"Here and there", "Certainly"});
        assertThat(other.locator(".user .bubble")).hasText(new String[] {"Say something", "Again"});
        assertThat(one.locator(".user .bubble")).hasText(new String[] {"Say something", "Again"});
    }

    @Test
    void hostileAnswerIsHarmless() {
        // Piece by piece, since half of a construct may be taken for another one.
        String[] pieces = HOSTILE.split("(?<=[<>\"()\\]])", -1);
        var answer = willSay(pieces);
        Page page = open();
        List<String> foreign = new ArrayList<>();
        page.onRequest(request -> {
            if (!isOwn(request)) {
                foreign.add(request.url());
            }
        });
        page.onDialog(dialog -> foreign.add("dialog " + dialog.message()));
        send(page, "Harm me");

        int length = 0;
        for (String piece : List.of(pieces).subList(0, pieces.length - 1)) {
            length += piece.length();
            page.waitForFunction(
                    "length => { const { view } = document.querySelector('parley-app').application.chat;"
                            + " return view?.draft?.text.length >= length; }",
                    length);
            answer.goOn();
        }

        assertThat(answers(page)).containsText("The end.");
        assertThat(page.locator("button.stop")).isHidden();
        for (Locator link : answers(page).locator("a").all()) {
            link.dispatchEvent("mouseover");
        }
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
        assertThat(foreign).isEmpty();
        assertThat(answers(page).locator("img, script, iframe, svg, form, button, style, [style], [id], [onerror]"))
                .hasCount(0);
        assertThat(answers(page).locator("[class]:not([class^=language-])")).hasCount(0);
        assertThat((List<?>) answers(page).locator("a[href]").evaluateAll("links => links.map(link => link.href)"))
                .isNotEmpty()
                .allSatisfy(href -> assertThat((String) href).matches("https?://.*"));
        assertThat(answers(page).locator("a[href]:not([target=_blank][rel~=noopener])"))
                .hasCount(0);
        assertThat(answers(page)).containsText("<img src=x onerror=\"window.harmed = 1\">");
    }

    @Test
    void embeddedImageIsShown() {
        willSay("![dot](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)");
        Page page = open();

        send(page, "Draw");

        assertThat(answers(page).locator("img[src^='data:image/gif']")).hasAttribute("alt", "dot");
    }

    @Test
    void waitingMessagesAreShownAndCanBeWithdrawn() {
        var answer = willSay("Long ", "answer");
        willSay("To the third");
        Page page = open();
        send(page, "First");
        assertThat(answers(page)).containsText("Long");
        send(page, "Second");
        send(page, "Third");
        assertThat(page.getByText("Queued")).hasCount(2);

        page.getByText("Cancel").first().click();
        assertThat(page.getByText("Withdrawn")).isVisible();
        answer.goOn();

        assertThat(answers(page)).hasText(new String[] {"Long answer", "To the third"});
        assertThat(page.getByText("Queued")).hasCount(0);
        assertThat(page.locator(".entries .bubble"))
                .hasText(new String[] {"First", "Long answer", "Second", "Third", "To the third"});
    }

    @Test
    void refusedMessageIsKeptForAnotherTry() {
        willSay("Long ", "answer");
        Page page = open();
        send(page, "First");
        assertThat(answers(page)).containsText("Long");
        for (int i = 1; i <= 10; i++) {
            send(page, "Waiting " + i);
            assertThat(page.getByText("Queued")).hasCount(i);
        }

        send(page, "One too many");
        assertThat(page.locator(".unsent")).containsText("Not sent:");
        page.locator(".unsent").getByText("Edit").click();

        assertThat(composer(page)).hasValue("One too many");
        assertThat(page.locator(".unsent")).hasCount(0);
        page.getByText("Cancel").first().click();
        assertThat(page.getByText("Queued")).hasCount(9);
        composer(page).press("Enter");
        assertThat(page.getByText("Queued")).hasCount(10);
        page.locator("button.stop").click();
    }

    @Test
    void endedLoginAsksForAnotherAndKeepsWhatWasTyped() {
        willSay("First");
        willSay("Second");
        Page page = open();
        send(page, "Before");
        assertThat(answers(page)).hasText("First");
        cut(page);
        send(page, "Meanwhile");
        composer(page).fill("half a tho");

        page.context().clearCookies();
        line.mend();
        assertThat(page.locator(".toast")).containsText("Your login has expired.");
        page.getByLabel("Access token").fill(server.token(user));
        button(page.locator("main"), "Sign in").click();

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(composer(page)).hasValue("half a tho");
        assertThat(stored(page, "user")).containsExactly("Before", "Meanwhile");
    }

    @Test
    void earlierMessagesComeOnDemandAndMoveNothing() {
        RestClient rest = server.rest(user);
        String session = rest.newSession();
        for (int i = 1; i <= 60; i++) {
            rest.post("/api/chat", "{\"session_id\":\"%s\",\"message\":\"question %d\"}".formatted(session, i));
        }
        Page page = open();
        page.navigate(address("/#session=" + session));
        assertThat(answers(page)).hasCount(50);
        assertThat(answers(page).last()).isInViewport();

        page.getByText("Show earlier messages").scrollIntoViewIfNeeded();
        Locator known = page.getByText("question 11", new Page.GetByTextOptions().setExact(true));
        double before = known.boundingBox().y;
        page.getByText("Show earlier messages").click();

        assertThat(answers(page)).hasCount(60);
        assertThat(page.getByText("Show earlier messages")).hasCount(0);
        assertThat(known.boundingBox().y).isCloseTo(before, within(60.0));
        assertThat(answers(page).first()).hasText("You said: question 1");
    }

    @Test
    void othersAreSeenAndSeenTyping() {
        willSay("Hello");
        Page page = open();
        send(page, "Hi");
        assertThat(answers(page)).hasText("Hello");
        String guest = user + "guest";
        server.rest(user)
                .send("PUT", "/api/sessions/" + sessionOf(page) + "/participants/" + guest, "{\"access\":\"editor\"}");

        Page other = openAs(guest);
        other.navigate(page.url());
        assertThat(page.getByText("Also here: " + guest)).isVisible();
        assertThat(other.getByText("Also here: " + user)).isVisible();
        composer(other).pressSequentially("I am");
        assertThat(page.getByText(guest + " is typing…")).isVisible();
        composer(other).fill("");
        assertThat(page.getByText(guest + " is typing…")).isHidden();
        other.context().close();
        assertThat(page.getByText("Also here")).isHidden();
    }

    @Test
    void chatsAreListedRenamedAndDeleted() {
        willSay("A");
        willSay("B");
        Page page = open();
        send(page, "First topic");
        assertThat(answers(page)).hasText("A");
        button(page.locator("nav"), "New chat").click();
        send(page, "Second topic");
        assertThat(answers(page)).hasText("B");
        Locator titles = page.locator("parley-session-list .title");
        assertThat(titles).hasText(new String[] {"Second topic", "First topic"});

        titles.getByText("First topic").click();
        assertThat(answers(page)).hasText("A");
        page.getByLabel("Rename First topic").click();
        page.locator("dialog input").fill("Another name");
        page.keyboard().press("Enter");
        assertThat(page.locator(".bar h2")).hasText("Another name");
        assertThat(titles.getByText("Another name")).isVisible();
        page.getByLabel("Delete Another name").click();
        button(page.locator("dialog"), "Delete").click();

        assertThat(titles).hasText(new String[] {"Second topic"});
        assertThat(page.getByText("What shall we talk about?")).isVisible();
        page.goBack();
        assertThat(page.locator(".toast")).containsText("There is no such session.");
    }

    @Test
    void chatsAreFoundByWhatWasSaidInThem() {
        willSay("Sencha is <b>GREEN</b> tea");
        willSay("No idea");
        Page page = open();
        send(page, "First topic");
        assertThat(answers(page)).hasCount(1);
        button(page.locator("nav"), "New chat").click();
        send(page, "Second topic");
        assertThat(answers(page)).hasText("No idea");
        Locator titles = page.locator("parley-session-list .title");
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
        willSay("A");
        willSay("B");
        Page page = open();
        send(page, "Topic");
        assertThat(answers(page)).hasText("A");
        Locator bar = page.locator(".bar");

        button(bar, "Pause").click();
        assertThat(bar.getByText("Paused")).isVisible();
        button(bar, "Resume").click();
        assertThat(bar.getByText("Paused")).isHidden();
        button(bar, "Pause").click();
        assertThat(bar.getByText("Paused")).isVisible();
        send(page, "Go on");
        assertThat(answers(page)).hasText(new String[] {"A", "B"});
        assertThat(bar.getByText("Paused")).isHidden();
        button(bar, "End").click();
        page.locator("dialog button.danger").click();
        assertThat(page.getByText("This chat has ended.")).isVisible();
        assertThat(composer(page)).hasCount(0);
        page.getByText("Continue in a new chat").click();
        assertThat(composer(page)).isVisible();
        assertThat(answers(page)).hasText(new String[] {"A", "B"});
    }

    @Test
    void enterSendsAndShiftEnterDoesNot() {
        willSay("A");
        Page page = open();

        composer(page).press("Enter");
        assertThat(page.getByText("What shall we talk about?")).isVisible();
        composer(page).pressSequentially("one");
        composer(page).press("Shift+Enter");
        composer(page).pressSequentially("two");
        composer(page).press("Enter");

        assertThat(answers(page)).hasText("A");
        assertThat(stored(page, "user")).containsExactly("one\ntwo");
        assertThat(composer(page)).hasValue("");
    }

    @Test
    void lengthIsCountedInCodePoints() {
        willSay("A");
        Page page = open();
        Locator sendButton = button(page.locator("form"), "Send");

        composer(page).fill("😀".repeat(5001));
        assertThat(page.getByText("5,001 of 5,000 characters")).isVisible();
        assertThat(sendButton).isDisabled();
        composer(page).fill("😀".repeat(5000));
        assertThat(page.getByText("5,000 of 5,000 characters")).isVisible();
        sendButton.click();

        assertThat(answers(page)).hasText("A");
        assertThat(stored(page, "user")).containsExactly("😀".repeat(5000));
    }

    @Test
    void readerWhoScrolledUpIsLeftAlone() {
        String[] pieces = Stream.iterate(1, i -> i + 1)
                .limit(60)
                .map(i -> "Paragraph " + i + "\n\n")
                .toArray(String[]::new);
        var answer = willSay(pieces);
        Page page = open();
        send(page, "Write");
        for (int i = 1; i < 50; i++) {
            answer.goOn();
        }
        assertThat(answers(page)).containsText("Paragraph 50");
        assertThat(answers(page).getByText("Paragraph 50")).isInViewport();

        page.locator(".scroller").evaluate("scroller => scroller.scrollBy(0, -600)");
        assertThat(page.getByText("Latest")).isVisible();
        double top = scrollTop(page);
        for (int i = 50; i < 60; i++) {
            answer.goOn();
        }
        assertThat(answers(page)).containsText("Paragraph 60");
        assertThat(page.locator("button.stop")).isHidden();
        assertThat(scrollTop(page)).isEqualTo(top);
        page.getByText("Latest").click();

        assertThat(answers(page).getByText("Paragraph 60")).isInViewport();
        assertThat(page.getByText("Latest")).isHidden();
    }

    @Test
    void pageFitsASmallScreen() {
        willSay("`" + "x".repeat(300) + "`\n\n| " + "wide | ".repeat(30) + "\n|" + "---|".repeat(30));
        Page page = open();
        page.setViewportSize(360, 640);

        send(page, "w".repeat(300));
        assertThat(answers(page).locator("table")).isVisible();

        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
        assertThat((Boolean) page.evaluate("(() => { const s = document.querySelector('.scroller');"
                        + " return s.scrollWidth <= s.clientWidth; })()"))
                .isTrue();
        button(page.locator(".bar"), "Chats").click();
        button(page.locator("nav"), "New chat").click();
        assertThat(page.getByText("What shall we talk about?")).isVisible();
    }

    @Test
    void toolCallsAreShownWithWhatTheyWereGivenAndGaveBack() {
        willCall("list_tasks", "{\"done\":false}");
        willSay("One task.");
        Page page = open();

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
        Page page = askedToDelete();

        Locator question = question(page);
        assertThat(question).containsText("delete_task");
        assertThat(question.locator("pre")).hasText("{ \"number\": 1 }");
        assertThat(question.locator("time")).isVisible();
        assertThat(page.locator("parley-tool")).hasCount(0);
        assertThat(tools.calls()).isEmpty();
        button(question, "Approve").press("Enter");

        assertThat(answers(page)).hasText("All done.");
        assertThat(question).containsText("Approved");
        assertThat(question).containsText("alice");
        assertThat(question.locator("button")).hasCount(0);
        assertThat(page.locator("parley-tool")).containsText("Done");
        assertThat(argumentsOfCalls()).containsExactly("{\"number\":1}");
    }

    @Test
    void argumentsCanBeChangedAndTheServerSaysWhatIsWrongWithThem() {
        Page page = askedToDelete();
        Locator question = question(page);

        button(question, "Edit arguments").click();
        Locator field = question.getByLabel("Arguments, a JSON object");
        assertThat(field).isFocused();
        field.fill("[1]");
        button(question, "Approve with changes").click();
        assertThat(question.getByRole(AriaRole.ALERT)).containsText("must be a JSON object");
        assertThat(field).hasValue("[1]");
        assertThat(tools.calls()).isEmpty();
        field.fill("{\"number\":2}");
        button(question, "Approve with changes").click();

        assertThat(answers(page)).hasText("All done.");
        assertThat(argumentsOfCalls()).containsExactly("{\"number\":2}");
        page.reload();
        page.locator("parley-tool summary").click();
        assertThat(page.locator("parley-tool pre").first()).hasText("{ \"number\": 2 }");
        assertThat(question(page)).containsText("With changed arguments");
    }

    @Test
    void refusedCallIsNotMadeAndTheReasonIsTold() {
        Page page = askedToDelete();
        Locator question = question(page);

        button(question, "Refuse…").click();
        button(question, "Back").click();
        button(question, "Refuse…").click();
        question.getByLabel("Reason").fill("I <b>need</b> it");
        button(question, "Refuse").click();

        assertThat(answers(page)).hasText("All done.");
        assertThat(question).containsText("Refused: I <b>need</b> it");
        assertThat(page.locator("parley-tool")).containsText("Not made");
        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void answerInOnePageClosesTheQuestionInTheOther() {
        Page one = askedToDelete();
        Page other = open();
        other.navigate(one.url());
        assertThat(button(question(other), "Approve")).isVisible();

        button(question(one), "Approve").click();

        assertThat(question(other)).containsText("Approved");
        assertThat(question(other).locator("button")).hasCount(0);
        assertThat(answers(other)).hasText("All done.");
        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void openQuestionIsThereAgainAfterAReloadAndItsOutcomeToo() {
        Page page = askedToDelete();

        page.reload();
        assertThat(question(page).locator("pre")).hasText("{ \"number\": 1 }");
        button(question(page), "Approve").click();

        assertThat(answers(page)).hasText("All done.");
        page.reload();
        assertThat(question(page)).containsText("Approved");
        assertThat(question(page)).containsText("alice");
        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void whoAnswersSecondSeesTheAnswerThatWon() {
        Page page = askedToDelete();
        share(page, "bob", "editor");
        assertThat(button(question(page), "Approve")).isVisible();

        cut(page);
        button(question(page), "Approve").click();
        assertThat(button(question(page), "Sending…")).isVisible();
        respond("bob", page, "{\"approved\":false,\"reason\":\"too early\"}");
        line.mend();

        assertThat(question(page)).containsText("Refused: too early");
        assertThat(question(page)).containsText("bob");
        assertThat(page.locator(".toast")).containsText("bob answered first.");
        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void answerThatWasGivenWithoutConnectionCountsOnce() {
        Page page = askedToDelete();

        cut(page);
        button(question(page), "Approve").click();
        line.mend();

        assertThat(answers(page)).hasText("All done.");
        assertThat(question(page)).containsText("Approved");
        assertThat(page.locator(".toast")).hasCount(0);
        assertThat(tools.calls()).hasSize(1);
    }

    @Test
    void questionsOfAllKindsAreAnswered() {
        Page page = open();
        send(page, "Hello");
        assertThat(answers(page)).containsText("Hello");

        ask(
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

        ask(page, "Which size?", "{\"type\":\"choice\",\"options\":[\"small\",\"large\"]}");
        Locator size = question(page).last();
        size.getByLabel("small").check();
        size.getByLabel("large").check();
        button(size, "Answer").click();
        assertThat(size.locator("li")).hasText("large");

        ask(page, "Which number?", "{\"type\":\"free_text\",\"maximum\":5,\"pattern\":\"[0-9]+\"}");
        Locator number = question(page).last();
        number.getByLabel("Your answer").fill("seven");
        button(number, "Answer").click();
        assertThat(number.getByRole(AriaRole.ALERT)).containsText("must match [0-9]+");
        number.getByLabel("Your answer").fill("7");
        button(number, "Answer").click();
        assertThat(number.locator(".answer")).hasText("7");

        ask(page, "What do you mean?", "{\"type\":\"clarification\"}");
        Locator meaning = question(page).last();
        meaning.getByLabel("Your answer").fill("This\nand that");
        button(meaning, "Answer").click();
        assertThat(meaning.locator(".answer")).hasText("This and that");
        assertThat(question(page)).hasCount(4);
    }

    @Test
    void viewersSeeQuestionsAndCannotAnswerThem() {
        Page page = askedToDelete();
        share(page, "victor", "viewer");

        Page viewer = blank("victor");
        viewer.navigate(address("/#token=" + server.token("victor") + "&session=" + sessionOf(page)));

        assertThat(question(viewer)).containsText("Waiting for an answer");
        assertThat(question(viewer).locator("button, textarea, input")).hasCount(0);
        assertThat(viewer.locator(".waiting")).hasCount(0);
    }

    @Test
    void questionsInOtherChatsAreCountedAndAnsweredFromAnywhere() {
        Page page = askedToDelete();
        Page carol = openAs("carol");
        button(page.locator("nav"), "New chat").click();
        assertThat(page.locator(".waiting")).containsText("1 question");

        server.rest(user)
                .post(
                        "/api/sessions/" + chats(user).getFirst() + "/feedback",
                        "{\"question\":\"Carol?\",\"kind\":{\"type\":\"clarification\"},\"responders\":[\"carol\"]}");
        carol.locator(".waiting").click();
        Locator inbox = carol.locator("dialog.inbox");
        assertThat(inbox.getByText("Open “")).hasCount(0);
        inbox.getByLabel("Your answer").fill("Here I am");
        button(inbox, "Answer").click();
        assertThat(inbox.locator(".answer")).hasText("Here I am");
        carol.keyboard().press("Escape");
        assertThat(inbox).isHidden();
        assertThat(carol.locator(".waiting")).hasCount(0);

        page.locator(".waiting").click();
        page.locator("dialog.inbox").getByText("Open “").click();
        button(question(page).first(), "Approve").click();
        assertThat(answers(page)).hasText("All done.");
        button(page.locator("nav"), "New chat").click();
        assertThat(page.locator(".waiting")).hasCount(0);
    }

    @Test
    void questionDisappearsFromTheListOfOthersWhenItIsAnswered() {
        Page page = askedToDelete();
        share(page, "bob", "editor");
        Page bob = openAs("bob");
        assertThat(bob.locator(".waiting")).containsText("1 question");
        bob.locator(".waiting").click();

        button(question(page), "Approve").click();

        assertThat(bob.locator("dialog.inbox")).containsText("Approved");
        assertThat(bob.locator("dialog.inbox .question button")).hasCount(0);
        button(bob.locator("dialog.inbox"), "Close").click();
        assertThat(bob.locator(".waiting")).hasCount(0);
    }

    @Test
    void hostileCallsAreShownAsTextAndFitASmallScreen() {
        String number = "12345678901234567890";
        willCall(
                "delete_task",
                "{\"a\":\"<img src=x onerror=window.harmed=1>\",\"b\":\"\u202Eevil\",\"n\":" + number + ",\"long\":\""
                        + "x".repeat(400) + "\"}");
        willSay("All done.");
        Page page = open();
        page.setViewportSize(360, 640);

        send(page, "Harm me");

        Locator arguments = question(page).locator("pre");
        assertThat(arguments).containsText("<img src=x onerror=window.harmed=1>");
        assertThat(arguments).containsText("\\u202eevil");
        assertThat(arguments).containsText(number);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
        assertThat((Boolean) page.evaluate("(() => { const s = document.querySelector('.scroller');"
                        + " return s.scrollWidth <= s.clientWidth; })()"))
                .isTrue();
        button(question(page), "Approve").click();
        assertThat(answers(page)).hasText("All done.");
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
    }

    @Test
    void whatACommandTellsIsShownOnlyWhereItWasSent() {
        willSay("First");
        Page page = open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        Page other = open();
        other.navigate(page.url());
        assertThat(answers(other)).hasText("First");

        send(page, "/status");
        Locator result = page.locator(".message.result");
        assertThat(result).containsText("/status");
        assertThat(result).containsText("Only you see this");
        assertThat(result).containsText("active");
        assertThat(page.getByText("Sending…")).isHidden();
        willSay("Second");
        send(page, "Go on");

        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(answers(other)).hasText(new String[] {"First", "Second"});
        assertThat(other.locator(".message.result")).hasCount(0);
        assertThat((Boolean) page.evaluate("document.querySelector('.result')"
                        + ".compareDocumentPosition([...document.querySelectorAll('.assistant')].at(-1))"
                        + " === Node.DOCUMENT_POSITION_FOLLOWING"))
                .as("what was said later stands below")
                .isTrue();
        assertThat(stored(page, "user")).containsExactly("Hello", "Go on");
        page.reload();
        assertThat(answers(page)).hasText(new String[] {"First", "Second"});
        assertThat(page.locator(".message.result")).hasCount(0);
    }

    @Test
    void exportCanBeDownloaded() throws Exception {
        willSay("First");
        Page page = open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");

        send(page, "/export jsonl");
        Download download = page.waitForDownload(
                () -> page.locator(".result").getByText("Download", EXACT).click());

        assertThat(Files.readString(download.path())).contains("First");
    }

    @Test
    void commandWithoutAChatBeginsNoneAndTouchesNoOther() {
        willSay("First");
        Page page = open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        button(page.locator("nav"), "New chat").click();

        send(page, "/pause");
        assertThat(page.locator(".unsent")).containsText("This command is about a chat.");
        button(page.locator(".unsent"), "Discard").click();
        send(page, "/hlep <img src=x onerror=window.harmed=1>");
        assertThat(page.locator(".unsent .problem")).containsText("/help");
        button(page.locator(".unsent"), "Edit").click();
        composer(page).fill("/HELP");
        composer(page).press("Enter");

        assertThat(page.locator(".message.result")).containsText("/export");
        assertThat(page.locator(".unsent")).hasCount(0);
        assertThat(chats(user)).hasSize(1);
        assertThat(page.locator("nav .badge")).hasCount(0);
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
        complaints.removeIf(complaint -> complaint.contains("400"));
    }

    @Test
    void commandThatMayHaveBeenCarriedOutIsNotSentAgainByItself() {
        willSay("First");
        Page page = open();
        send(page, "Hello");
        assertThat(answers(page)).hasText("First");
        cut(page);
        send(page, "/pause");

        line.mend();
        page.reload();

        assertThat(page.locator(".unsent")).containsText("Whether this command was carried out is not known.");
        button(page.locator(".unsent"), "Try again").click();
        assertThat(page.locator(".bar .badge")).hasText("Paused");
        assertThat(page.locator(".unsent")).hasCount(0);
    }

    private Page open() {
        return openAs(user);
    }

    /** A chat in which the agent wants to delete a task, and then says that all is done. */
    private Page askedToDelete() {
        willCall("delete_task", "{\"number\":1}");
        willSay("All done.");
        Page page = open();
        send(page, "Delete the first task");
        assertThat(button(question(page), "Approve")).isVisible();
        return page;
    }

    private void willCall(String tool, String arguments) {
        server.model.next().call(new ToolCall("call-1", tool, arguments, null)).end();
    }

    private List<String> argumentsOfCalls() {
        return tools.calls().stream()
                .map(ToolInvocation::arguments)
                .map(Object::toString)
                .toList();
    }

    private static Locator question(Page page) {
        return page.locator("parley-conversation .question");
    }

    /** Asks a question as an application does. */
    private void ask(Page page, String question, String kind) {
        int before = question(page).count();
        server.rest(user)
                .post(
                        "/api/sessions/" + sessionOf(page) + "/feedback",
                        "{\"question\":\"" + question + "\",\"kind\":" + kind + "}");
        assertThat(question(page)).hasCount(before + 1);
    }

    private void share(Page page, String name, String access) {
        server.rest(user)
                .send(
                        "PUT",
                        "/api/sessions/" + sessionOf(page) + "/participants/" + name,
                        "{\"access\":\"" + access + "\"}");
    }

    /** Answers the open question of a chat over REST. */
    private void respond(String name, Page page, String answer) {
        String path = "/api/sessions/" + sessionOf(page) + "/feedback";
        String request = server.rest(name)
                .get(path + "?status=pending")
                .body()
                .get("items")
                .get(0)
                .get("request_id")
                .asText();
        assertThat(server.rest(name)
                        .post(path + "/" + request + "/respond", "{\"answer\":" + answer + "}")
                        .status())
                .isEqualTo(200);
    }

    private List<String> chats(String name) {
        return server.rest(name)
                .get("/api/sessions")
                .body()
                .get("items")
                .valueStream()
                .map(session -> session.get("session_id").asText())
                .toList();
    }

    private Page openAs(String name) {
        Page page = blank(name);
        page.navigate(address("/#token=" + server.token(name)));
        assertThat(composer(page)).isVisible();
        return page;
    }

    /** A browser of its own for a user, which remembers what it complained about. */
    private Page blank(String name) {
        BrowserContext context = browser.newContext();
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !CUT.matcher(message.text()).find()) {
                complaints.add(name + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(name + ": " + error));
        return page;
    }

    /** The next answer of the model; it stops before each piece but the first until it may go on. */
    private Script willSay(String... pieces) {
        Script script = new Script(server.model.next(), new ArrayDeque<>(List.of(pieces)));
        script.goOn();
        return script;
    }

    private record Script(ScriptedModel.Conversation conversation, Deque<String> pieces) {
        void goOn() {
            conversation.say(pieces.removeFirst());
            if (pieces.isEmpty()) {
                conversation.end();
            }
        }
    }

    /** Cuts the line and waits until the page has noticed. */
    private void cut(Page page) {
        line.cut();
        assertThat(page.getByText("Reconnecting…")).isVisible();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + line.port() + path;
    }

    private boolean isOwn(Request request) {
        return request.url().startsWith(address("/")) || request.url().startsWith("data:");
    }

    /** What the server keeps of the open chat. */
    private List<String> stored(Page page, String role) {
        return server.rest(user)
                .get("/api/sessions/" + sessionOf(page) + "/messages?limit=100&order=asc")
                .body()
                .get("items")
                .valueStream()
                .filter(message -> message.get("role").asText().equals(role))
                .map(message -> message.get("text").asText())
                .toList();
    }

    private String storedAnswer(Page page) {
        return stored(page, "assistant").getLast();
    }

    private static String sessionOf(Page page) {
        return page.url().replaceFirst(".*#session=", "");
    }

    private static Locator composer(Page page) {
        return page.getByLabel("Message");
    }

    private static Locator answers(Page page) {
        return page.locator(".assistant .bubble");
    }

    private static Locator button(Locator scope, String name) {
        return scope.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void send(Page page, String text) {
        composer(page).fill(text);
        composer(page).press("Enter");
    }

    private static double scrollTop(Page page) {
        return ((Number) page.evaluate("document.querySelector('.scroller').scrollTop")).doubleValue();
    }

    private static Optional<Path> chromium() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
