package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.stop;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
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

    @RegisterExtension
    final PageSite site = new PageSite();

    @Test
    void hostileAnswerIsHarmless() {
        // Piece by piece, since half of a construct may be taken for another one.
        String[] pieces = HOSTILE.split("(?<=[<>\"()\\]])", -1);
        var answer = site.willSay(pieces);
        Page page = site.open();
        List<String> foreign = new ArrayList<>();
        page.onRequest(request -> {
            if (!site.isOwn(request)) {
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
        assertThat(stop(page)).isHidden();
        for (Locator link : answers(page).locator("a").all()) {
            link.dispatchEvent("mouseover");
        }
        assertThat(page.evaluate("window.harmed ?? null")).isNull();
        assertThat(foreign).isEmpty();
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
}
