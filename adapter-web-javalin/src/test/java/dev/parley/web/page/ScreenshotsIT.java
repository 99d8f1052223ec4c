package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sidebar;
import static dev.parley.web.page.WidgetSite.launcher;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolGlob;
import dev.parley.application.agent.ToolPolicy;
import dev.parley.application.agent.ToolPolicy.Decision;
import dev.parley.application.agent.ToolPolicy.Rule;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.user.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Makes the pictures of the README, of the real page with a model that says what is written here. Each method makes one and is all there
 * is to it; how to run them says CONTRIBUTING.md.
 */
@EnabledIfSystemProperty(named = "parley.screenshots", matches = "true")
class ScreenshotsIT {
    private static final Path FOLDER =
            Path.of(System.getProperty("parley.root", "..")).resolve("docs/images");
    private static final int MOST_BYTES = 150_000;

    private static final String TRAINS = "{\"from\":\"Vienna\",\"to\":\"Venice\",\"date\":\"2026-05-22\"}";
    private static final String BOOKING = "{\"train\":\"RJ 133\",\"seat\":\"window\",\"price\":\"89.00 EUR\"}";

    @RegisterExtension
    final WidgetSite site = new WidgetSite(builder -> builder.profiles(new Profiles(List.of(Profile.DEFAULT.toBuilder()
            .toolPolicy(new ToolPolicy(List.of(new Rule(new ToolGlob("list_*"), Decision.ALLOW))))
            .build()))));

    private final PageSite chat = site.chat;

    @BeforeEach
    void prepare() {
        chat.tools
                .offer(
                        "list_trains",
                        invocation -> ToolResult.of("RJ 133 06:25–14:05 89.00\nNJ 40237 21:27–08:34 64.90"))
                .offer("book_train", invocation -> ToolResult.of("booked: 7KQ2MZ, coach 24, seat 61"));
        for (String title : List.of(
                "Invoice of March", "A speech for Ada’s birthday", "Regular expressions", "Tomatoes on a balcony")) {
            chat.rest().post("/api/sessions", "{\"title\":\"" + title + "\"}");
        }
    }

    @Test
    void answerInProgress() throws IOException {
        Page page = chat.open(1280, 800, ColorScheme.LIGHT);
        findTrains(page);
        bookTrain(page);
        chat.willSay(
                "Booked: **RJ 133** on Friday, coach 24, seat 61 at the window.\n\n- Your code is `7KQ2MZ`.\n- Be at the platform by *6:15*; it leaves",
                ".");
        button(question(page), "Approve").click();
        assertThat(answers(page).last()).containsText("it leaves");
        take(page, "chat");
    }

    @Test
    void approval() throws IOException {
        Page page = chat.open(1280, 800, ColorScheme.DARK);
        findTrains(page);
        bookTrain(page);
        take(page, "chat-dark");
    }

    @Test
    void inbox() throws IOException {
        String other = chat.rest()
                .post("/api/sessions", "{\"title\":\"Newsletter for June\"}")
                .body()
                .get("session_id")
                .asText();
        Page page = chat.open(1280, 800, ColorScheme.LIGHT);
        findTrains(page);
        bookTrain(page);
        chat.rest()
                .post(
                        "/api/sessions/" + other + "/feedback",
                        "{\"question\":\"The draft is ready. Who shall get it?\",\"kind\":{\"type\":\"choice\","
                                + "\"options\":[\"Everybody\",\"Customers only\",\"Nobody yet\"]}}");
        sidebar(page).getByText("Inbox").click();
        assertThat(page.locator("main.inbox .question")).hasCount(2);
        take(page, "inbox");
    }

    @Test
    void dashboard() throws IOException {
        Page page = chat.openAs(Role.ADMIN, 1280, 800, ColorScheme.LIGHT);
        findTrains(page);
        bookTrain(page);
        sidebar(page).getByText("Dashboard").click();
        assertThat(page.getByText("Turns waiting for people")).isVisible();
        take(page, "dashboard");
    }

    @Test
    void inspector() throws IOException {
        Page page = chat.openAs(Role.ANALYST, 1280, 800, ColorScheme.DARK);
        findTrains(page);
        bookTrain(page);
        page.evaluate(
                "location.hash = 'page=inspector&session=' + new URLSearchParams(location.hash.slice(1)).get('session')");
        assertThat(page.locator("main")).containsText("feedback.requested");
        take(page, "inspector");
    }

    @Test
    void narrow() throws IOException {
        Page page = chat.open(390, 780, ColorScheme.DARK);
        findTrains(page);
        bookTrain(page);
        take(page, "narrow");
    }

    @Test
    void widget() throws IOException {
        site.host.put("/hostile.css", """
                body { margin: 0; font: 17px/1.6 Georgia, serif; color: #2b2b33; background: #fdfcf9 }
                header { padding: 20px 48px; background: #1f3a5f; color: #fff; font-size: 22px }
                main { max-width: 560px; padding: 32px 48px } h1 { font-size: 34px; line-height: 1.2 }
                """);
        site.host.put("/", """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Alpine Rail</title><link rel="stylesheet" href="/hostile.css"></head>
                <body><header>Alpine Rail</header><main><h1>From the Danube to the Adriatic</h1>
                <p>Two trains a day cross the Semmering and the Karst. Take the morning one for the view, the night one for the beds.</p>
                <p>Seats can be chosen up to an hour before departure. Bicycles travel for nine euros.</p></main>
                <script src="/setup.js"></script>%s</body></html>
                """.formatted(site.script("data-title=\"Ask Alpine Rail\" data-accent=\"#1f3a5f\"")));
        Page page = site.open(new Browser.NewContextOptions().setViewportSize(1100, 700));
        launcher(page).click();
        findTrains(page);
        bookTrain(page);
        take(page, "widget");
    }

    private void findTrains(Page page) {
        chat.willCall("list_trains", TRAINS);
        chat.willSay(
                "Two trains go on Friday:\n\n| train | leaves | arrives | price |\n|---|---|---|---|\n"
                        + "| **RJ 133** | 6:25 | 14:05 | 89.00 € |\n| NJ 40237 | 21:27 | 8:34 | 64.90 € |\n\nThe first crosses the Alps by daylight.");
        send(page, "Which trains go from Vienna to Venice on Friday?");
        assertThat(answers(page).locator("table")).isVisible();
        assertThat(PageParts.stop(page)).isHidden();
    }

    private void bookTrain(Page page) {
        chat.willCall("book_train", BOOKING);
        send(page, "Book the first one, at the window.");
        assertThat(button(question(page), "Approve")).isVisible();
    }

    private void take(Page page, String name) throws IOException {
        page.mouse().move(0, 0);
        assertThat(page.locator(".connection")).hasCount(0);
        page.evaluate("document.fonts.ready");
        Path file = FOLDER.resolve(name + ".png");
        IndexedPng.write(page.screenshot(), file);
        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
    }
}
