package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.sidebar;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.web.support.RestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard of those who run the server. */
class DashboardIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    private static Locator tile(Page page, String name) {
        return page.locator("[data-tile=" + name + "] dd");
    }

    private static Locator bar(Page page, String panel, String name) {
        return page.locator("[data-panel=" + panel + "] .bars > div")
                .filter(new Locator.FilterOptions().setHasText(name))
                .locator(".value");
    }

    /** What was counted in the last hour. */
    private static Locator counted(Page page, String name) {
        return page.locator("[data-total=" + name + "] td").first();
    }

    private Page dashboard(Page page) {
        page.navigate(site.address("/#page=dashboard"));
        assertThat(page.getByText("All nodes")).isVisible();
        return page;
    }

    private static void show(Page page, boolean visible) {
        page.evaluate("""
                (state) => {
                    Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true });
                    document.dispatchEvent(new Event('visibilitychange'));
                }""", visible ? "visible" : "hidden");
    }

    @Test
    void numbersAreThoseOfWhatHappenedAndComeByThemselves() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        rest.say(session, "One");
        rest.say(session, "Two");
        site.server()
                .model
                .next()
                .fail(new ChatException.Unavailable(ErrorCode.MODEL_UNAVAILABLE, "It is away.", Duration.ZERO));
        rest.say(session, "Three");
        String ended = rest.newSession();
        rest.post("/api/sessions/" + ended + "/end", "{}");
        rest.post(
                "/api/sessions/" + session + "/feedback",
                "{\"question\":\"Well?\",\"kind\":{\"type\":\"clarification\"}}");
        await().until(() ->
                rest.get("/api/sessions/" + session).body().get("turns").isEmpty());

        Page page = dashboard(site.openAs("ann", Role.ANALYST));

        assertThat(tile(page, "asked")).hasText("1");
        assertThat(tile(page, "running")).hasText("0");
        assertThat(tile(page, "websockets")).hasText("1");
        assertThat(bar(page, "sessions", "Active")).hasText("1");
        assertThat(bar(page, "sessions", "Ended")).hasText("1");
        assertThat(bar(page, "questions", "Less than 5 min")).hasText("1");
        assertThat(page.locator("[data-panel=questions]")).containsText("1 on the web");
        assertThat(counted(page, "turns_completed")).hasText("2");
        assertThat(counted(page, "turns_failed")).hasText("1");
        assertThat(counted(page, "model_calls_failed")).hasText("1");
        assertThat(page.locator("[data-panel=usage] .models")).hasText("scripted2 answers, 6 tokens read, 10 written");
        assertThat(page.locator("[data-panel=first_text_times] [data-time=median_ms]"))
                .isVisible();

        Page reader = site.openAs("bob");
        assertThat(tile(page, "websockets")).hasText("2");
        reader.context().close();
        assertThat(tile(page, "websockets")).hasText("1");
        var turn = site.willSay("Slowly", " done.");
        rest.say(session, "Four");
        rest.say(session, "Five");
        assertThat(tile(page, "running")).hasText("1");
        assertThat(tile(page, "queued")).hasText("1");
        assertThat(tile(page, "running-here")).hasText("1");
        turn.goOn();
        assertThat(counted(page, "turns_completed")).hasText("4");
        assertThat(tile(page, "running")).hasText("0");
    }

    @Test
    void chartsTellTheirNumbersToThoseWhoDoNotSeeThem() {
        String session = site.rest().newSession();
        site.rest().say(session, "One");
        Page page = dashboard(site.openAs("ann", Role.ANALYST));
        assertThat(counted(page, "turns_completed")).hasText("1");

        Locator turns = page.locator("[data-panel=turns]");
        assertThat(turns.locator("svg[role=img]")).hasAttribute("aria-label", "Turns that ended, at most 1");
        turns.locator("summary").focus();
        page.keyboard().press("Enter");

        assertThat(turns.locator("details tbody tr")).hasCount(1);
        assertThat(turns.locator("details tbody td")).hasText(new String[] {"1", "0", "0"});
    }

    @Test
    void nothingIsAskedWhileNobodySeesThePage() {
        Page page = site.blank(ALICE);
        page.clock().install();
        List<Request> asked = Collections.synchronizedList(new ArrayList<>());
        page.onRequest(request -> {
            if (request.url().endsWith("/api/overview")) {
                asked.add(request);
            }
        });
        page.navigate(site.address("/#token=" + site.server().token(ALICE, Role.ANALYST) + "&page=dashboard"));
        assertThat(page.getByText("All nodes")).isVisible();
        page.waitForRequest("**/api/overview", () -> page.clock().runFor(5_000));
        await().until(() ->
                (Boolean) page.evaluate("document.querySelector('parley-app').application.overview.report !== null"));

        show(page, false);
        int before = asked.size();
        page.clock().runFor(60_000);
        assertThat(asked).hasSize(before);

        page.waitForRequest("**/api/overview", () -> show(page, true));
    }

    @Test
    void oldNumbersSayThatTheyAreOld() {
        Page page = dashboard(site.openAs("ann", Role.ANALYST));
        site.cutLine();

        assertThat(page.getByText("The server cannot be reached; it is asked again every few seconds."))
                .isVisible();
        assertThat(page.locator(".connection.problem")).containsText("These numbers are from");
        assertThat(tile(page, "running")).hasText("0");

        site.mend();
        assertThat(page.locator(".connection.problem")).hasCount(0);
    }

    @Test
    void whoeverLooksCanMakeItStandStill() {
        Page page = dashboard(site.openAs("ann", Role.ANALYST));
        button(page, "Pause").click();
        assertThat(page.getByText("Paused. The numbers stay as they are.")).isVisible();
        button(page, "Go on").click();
        assertThat(page.getByText("Paused. The numbers stay as they are.")).isHidden();
    }

    @Test
    void viewersSeeNoPagesOfOperators() {
        Page page = site.open();
        assertThat(sidebar(page).locator(".places a")).hasCount(1);
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        page.onRequest(request -> asked.add(request.url()));

        for (String name : List.of("dashboard", "inspector", "users")) {
            page.navigate(site.address("/#page=" + name));
            assertThat(page.locator("main [role=alert]"))
                    .hasText("This page is for people who run the server, and your role does not include that;"
                            + " ask an administrator if you need it.");
            assertThat(page.locator(".operator")).hasCount(0);
        }
        page.navigate(site.address("/#page=elsewhere"));
        assertThat(page.locator("main [role=alert]")).hasText("There is no such page; the link may be wrong or old.");
        assertThat(asked).noneMatch(url -> url.contains("/api/overview") || url.contains("/api/users"));
    }

    @Test
    void everyRoleIsLedToItsPages() {
        assertThat(sidebar(site.openAs("ann", Role.ANALYST)).locator(".places a"))
                .hasText(new String[] {"Inbox", "Dashboard", "Inspector"});
        assertThat(sidebar(site.openAs("root", Role.ADMIN)).locator(".places a"))
                .hasText(new String[] {"Inbox", "Dashboard", "Inspector", "Users"});
    }
}
