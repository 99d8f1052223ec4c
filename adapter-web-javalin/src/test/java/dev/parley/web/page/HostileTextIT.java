package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.bar;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.chooseFor;
import static dev.parley.web.page.PageParts.composer;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static dev.parley.web.page.PageParts.titles;
import static dev.parley.web.page.PageParts.toast;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.Role;
import dev.parley.web.support.RestClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever models and people write, nothing of it runs or tells anybody. */
class HostileTextIT {
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

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Notes what the policy of the page had to forbid: nothing should even be tried. */
    private static final String WATCH = """
            window.forbidden = [];
            addEventListener('securitypolicyviolation', (event) =>
                window.forbidden.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));""";

    /** What is shown of texts has no element that does something, wherever it came from. */
    private static final String LIVE_PARTS = """
            () => [...document.querySelectorAll('.markdown, .text, .title, .match, .tool, .question, .bar h2, .toast')]
                .flatMap((place) => [...place.querySelectorAll('*')])
                .filter((part) => !part.closest('svg.icon'))
                .filter((part) =>
                    part.matches('script, iframe, object, embed, style, link, meta, base, svg, math, video, audio, template, slot')
                    || (part.matches('form, textarea, input') && !part.closest('.question, .markdown li'))
                    || part.matches('[style], [srcset], [onerror], [onload], [onclick], [name]:not(textarea, input)')
                    || (part.matches('img') && !/^data:image\\/(png|gif|jpeg|webp);/.test(part.getAttribute('src')))
                    || (part.matches('.markdown [id], .markdown form, .markdown button:not(.copy-code)'))
                    || (part.matches('.markdown a[href]') && !/^(https?:|mailto:)/.test(part.getAttribute('href'))))
                .map((part) => part.outerHTML.slice(0, 300))""";

    private final List<String> escapes = new ArrayList<>();

    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void hostileAnswerIsHarmless() {
        // Piece by piece, since half of a construct may be taken for another one.
        String[] pieces = HOSTILE.split("(?<=[<>\"()\\]])", -1);
        var answer = site.willSay(pieces);
        Page page = watched();
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
        assertThat(stop(page)).isHidden();
        for (Locator link : answers(page).locator("a").all()) {
            link.dispatchEvent("mouseover");
        }
        assertHarmless(page);
        assertThat(
                        answers(page)
                                .locator(
                                        "img, script, iframe, svg, form, button:not(.copy-code), style, [style], [id], [onerror]"))
                .hasCount(0);
        assertThat(answers(page).locator("[class]:not([class^=language-], .code, .code *)"))
                .hasCount(0);
        assertThat((List<?>) answers(page).locator("a[href]").evaluateAll("links => links.map(link => link.href)"))
                .isNotEmpty()
                .allSatisfy(href -> assertThat((String) href).matches("https?://.*"));
        assertThat(answers(page).locator("a[href]:not([target=_blank][rel~=noopener])"))
                .hasCount(0);
        assertThat(answers(page)).containsText("<img src=x onerror=\"window.harmed = 1\">");
    }

    @Test
    void hostileCallsAreShownAsTextAndFitASmallScreen() {
        String number = "12345678901234567890";
        site.willCall(
                "delete_task",
                "{\"a\":\"<img src=x onerror=window.harmed=1>\",\"b\":\"\u202Eevil\",\"n\":" + number + ",\"long\":\""
                        + "x".repeat(400) + "\"}");
        site.willSay("All done.");
        Page page = site.open();
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
    void nothingOfTheCorpusRunsAsAnAnswerOrAMessage() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        List<String> corpus = Corpus.hostile();
        for (String text : corpus) {
            site.willSay(text);
            assertThat(rest.post("/api/chat", json("session_id", session, "message", text))
                            .status())
                    .isEqualTo(200);
        }
        Page page = watched();
        page.navigate(site.address("/#session=" + session));
        assertThat(answers(page).last()).isVisible();

        page.locator(".scroller").press("Home");
        Locator first = page.locator(".user .bubble").first();
        assertThat(first).hasText(corpus.getFirst());
        for (String last = ""; !last.equals(corpus.getLast()); ) {
            assertHarmless(page);
            page.locator(".scroller").hover();
            page.mouse().wheel(0, 100_000);
            last = page.locator(".user .bubble").last().textContent();
        }
        assertHarmless(page);
        assertThat(answers(page).locator("a[href]:not([target=_blank][rel~=noopener])"))
                .hasCount(0);
    }

    @Test
    void nothingOfTheCorpusRunsInListsTitlesAndSnippets() {
        RestClient rest = site.rest();
        List<String> titles = Corpus.hostile().stream()
                .filter(text -> text.codePointCount(0, text.length()) <= 200)
                .toList();
        List<String> accepted = new ArrayList<>();
        for (String title : titles) {
            if (rest.post("/api/sessions", json("title", title)).status() == 201) {
                accepted.addFirst(title);
            }
        }
        assertThat(accepted).hasSizeGreaterThan(150);
        String last = rest.newSession();
        rest.say(last, "before <img src=x onerror=window.harmed=1> behind");
        Page page = watched();

        for (int loaded = 50; loaded <= accepted.size(); loaded += 50) {
            assertThat(titles(page).nth(loaded - 1)).isAttached();
            page.locator(".sessions").evaluate("list => list.scrollTo(0, list.scrollHeight)");
        }
        assertThat(titles(page)).hasCount(accepted.size() + 1);
        assertThat(titles(page).allTextContents()).containsAll(accepted);
        titles(page).nth(3).click();
        assertThat(bar(page).locator("h2")).hasText(accepted.get(2));
        page.getByLabel("Search chats").fill("<img src=x on");
        assertThat(page.locator("mark").first()).hasText("<img src=x on");
        chooseFor(page, titles(page).first().textContent(), "Delete");
        assertThat(toast(page)).containsText("was deleted");
        assertHarmless(page);
    }

    @Test
    void nothingOfTheCorpusRunsInToolCallsAndTheirResults() {
        List<String> corpus = Corpus.hostile();
        site.tools.offer(
                "list_tasks", invocation -> ToolResult.of(invocation.arguments().toString()));
        var turn = site.server().model.next();
        turn.say("Calling.");
        for (int i = 0; i < corpus.size(); i++) {
            String name = i % 2 == 0 ? "list_tasks" : corpus.get(i);
            turn.call(new ToolCall("call-" + i, name, json(corpus.get(i), corpus.get(i)), null));
        }
        turn.end();
        site.willSay("Done.");
        Page page = watched();
        send(page, "Call them all");

        assertThat(answers(page).last()).hasText("Done.");
        page.locator(".scroller").press("Home");
        for (int round = 0; round < 6; round++) {
            page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
            assertHarmless(page);
            page.locator(".scroller").hover();
            page.mouse().wheel(0, 100_000);
            assertThat(page.locator("details.tool pre").last()).isAttached();
        }
    }

    @Test
    void nothingOfTheCorpusRunsInQuestionsAndAnswers() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        site.willCall("delete_task", json("number", "<img src=x onerror=window.harmed=1>"));
        rest.say(session, "Delete it");
        await().until(() -> rest.get("/api/feedback").body().path("total").asInt() == 1);
        int asked = 0;
        for (String text : Corpus.hostile()) {
            if (text.length() <= 200 && asked < 90) {
                String question = "{\"question\":%s,\"kind\":{\"type\":\"choice\",\"options\":[%s,\"no\"]}}"
                        .formatted(quoted(text), quoted(text));
                asked += rest.post("/api/sessions/" + session + "/feedback", question)
                                        .status()
                                == 201
                        ? 1
                        : 0;
            }
        }
        int waiting = asked;
        Page page = watched();
        page.navigate(site.address("/#session=" + session));
        assertThat(question(page).first()).isVisible();
        page.locator(".scroller").press("Home");
        Locator first = question(page).nth(1);
        assertThat(first.locator("label")).hasCount(2);
        first.locator("label").first().click();
        button(first, "Answer").click();
        assertThat(first.locator(".answer")).isVisible();
        assertHarmless(page);

        page.getByText("Inbox").first().click();
        assertThat(page.locator(".question")).hasCount(waiting);
        Locator approval = page.locator(".question").filter(new Locator.FilterOptions().setHasText("delete_task"));
        button(approval, "Refuse…").click();
        approval.locator("textarea").fill("<svg onload=window.harmed=1>");
        button(approval, "Refuse").click();
        assertThat(approval).containsText("Refused: <svg onload=window.harmed=1>");
        assertHarmless(page);
    }

    @Test
    void nothingOfTheCorpusRunsAsWhatACommandTells() {
        Page page = watched();
        site.willSay("Hello");
        send(page, "Hello");
        assertThat(answers(page)).hasText("Hello");
        int refused = 0;
        for (String text : Corpus.hostile()) {
            if (!text.contains("\n") && text.length() < 100 && refused < 20) {
                send(page, "/no-such-command " + text);
                refused++;
            }
        }

        assertThat(page.locator(".unsent")).hasCount(refused);
        assertHarmless(page);
    }

    @Test
    void nothingOfTheCorpusRunsInLogsAndLists() {
        RestClient rest = site.rest();
        String session = rest.post("/api/sessions", json("title", "<img src=x onerror=window.harmed=1>"))
                .body()
                .get("session_id")
                .asText();
        List<String> corpus = Corpus.hostile().subList(0, 40);
        for (String text : corpus) {
            rest.post(
                    "/api/sessions/" + session + "/events",
                    "{\"name\":\"hostile\",\"payload\":" + json("text", text) + "}");
        }
        rest.say(session, "<svg onload=window.harmed=2></svg>");
        Page page = watched(Role.ADMIN);
        page.navigate(site.address("/#page=inspector"));
        assertThat(page.locator(".session-links .name")).hasText("<img src=x onerror=window.harmed=1>");
        page.navigate(site.address("/#page=inspector&session=" + session));
        assertThat(page.locator(".replay-pane .bubble").first()).containsText("<svg onload");

        Locator rows = page.locator(".event[aria-selected=true]");
        page.locator(".events").focus();
        page.keyboard().press("Home");
        for (int seq = 1; seq <= corpus.size() + 1; seq++) {
            assertThat(rows.locator(".seq")).hasText(String.valueOf(seq));
            assertThat(page.locator(".raw pre *, .event .summary *")).hasCount(0);
            page.keyboard().press("ArrowDown");
        }
        assertThat(page.locator(".replay-head h3")).hasText("<img src=x onerror=window.harmed=1>");
        assertHarmless(page);
        for (String name : List.of("dashboard", "users", "limits")) {
            page.navigate(site.address("/#page=" + name));
            assertThat(page.locator(".operator." + name + " .sheet")).isVisible();
        }
        assertHarmless(page);
    }

    private Page watched() {
        return watched(Role.VIEWER);
    }

    /** The page, watched from its beginning on for everything that it must not do. */
    private Page watched(Role role) {
        Page page = site.blank(ALICE);
        page.addInitScript(WATCH);
        page.onRequest(request -> {
            if (!site.isOwn(request)) {
                escapes.add("request " + request.url());
            }
        });
        page.onDialog(dialog -> escapes.add("dialog " + dialog.message()));
        page.onPopup(popup -> escapes.add("popup " + popup.url()));
        page.navigate(site.address("/#token=" + site.server().token(ALICE, role)));
        assertThat(composer(page)).isVisible();
        return page;
    }

    private void assertHarmless(Page page) {
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
        assertThat((List<?>) page.evaluate("forbidden")).isEmpty();
        assertThat((List<?>) page.evaluate(LIVE_PARTS)).isEmpty();
        assertThat(escapes).isEmpty();
        assertThat(page.url()).startsWith(site.address("/"));
        assertThat((Boolean) page.evaluate("document.querySelector('parley-app').application.login.state === 'in'"))
                .isTrue();
    }

    /** An object of names and values. */
    private static String json(String... fields) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return object.toString();
    }

    private static String quoted(String text) {
        return MAPPER.getNodeFactory().textNode(text).toString();
    }
}
