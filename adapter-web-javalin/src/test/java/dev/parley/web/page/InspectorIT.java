package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.choose;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static dev.parley.web.page.PageParts.sessionOf;
import static dev.parley.web.page.PageSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.parley.domain.user.Role;
import dev.parley.web.support.RestClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of a chat, and the chat as it was. */
class InspectorIT {
    private static final int LONG_LOG = 12_000;

    @RegisterExtension
    final PageSite site = new PageSite();

    private static Locator events(Page page) {
        return page.locator(".event");
    }

    private static Locator raw(Page page) {
        return page.locator(".raw pre");
    }

    private static Locator slider(Page page) {
        return page.getByLabel("Moment");
    }

    private static Locator bubbles(Page page) {
        return page.locator(".replay-pane .bubble");
    }

    private Page inspect(Page page, String session) {
        page.navigate(site.address("/#page=inspector&session=" + session));
        return page;
    }

    private List<JsonNode> logOf(String session) {
        return site.rest()
                .get("/api/sessions/" + session + "/events?limit=100")
                .body()
                .get("items")
                .valueStream()
                .map(frame -> frame.get("event"))
                .toList();
    }

    @Test
    void menuOfAChatLeadsToItsLog() {
        Page page = site.openAs(ALICE, Role.ANALYST);
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        String session = sessionOf(page);

        choose(page, "Inspect the log");

        List<JsonNode> log = logOf(session);
        assertThat(page.getByText(log.size() + " events")).isVisible();
        assertThat(events(page)).hasCount(log.size());
        assertThat(events(page).locator(".type").allTextContents())
                .isEqualTo(log.stream().map(event -> event.get("type").asText()).toList());
        page.getByText("Open the chat").click();
        assertThat(answers(page)).hasCount(1);
    }

    @Test
    void viewersAreNotLedToTheLog() {
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        button(PageParts.bar(page), "More for this chat").click();
        assertThat(page.getByText("Export as JSON lines")).isVisible();
        assertThat(page.getByText("Inspect the log")).hasCount(0);
    }

    @Test
    void eventIsShownAsItCame() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        rest.post(
                "/api/sessions/" + session + "/events",
                "{\"name\":\"odd.numbers\",\"payload\":{\"big\":12345678901234567890,\"exact\":1.0,\"text\":\"[\\\"}, {\"}}");
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);

        events(page).last().click();

        assertThat(raw(page)).containsText("12345678901234567890");
        assertThat(raw(page)).containsText("1.0");
        assertThat(raw(page)).containsText("\"[\\\"}, {\"");
        assertThat(events(page).last().locator(".summary")).hasText("odd.numbers");
    }

    @Test
    void eventsAreFoundByTypeAndText() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        rest.say(session, "Where is the needle?");
        rest.say(session, "In the haystack");
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);
        assertThat(events(page).last()).isVisible();

        page.getByLabel("Search in events").fill("NEEDLE?");
        assertThat(events(page).locator(".type").first()).hasText("message.created");
        assertThat(page.locator(".event-count")).containsText(" of ");
        page.getByLabel("Search in events").fill("");
        page.getByLabel("Type of event").selectOption("message.created");
        assertThat(events(page)).hasCount(2);
        assertThat(page.locator(".event-count")).containsText("2 of ");
        page.getByLabel("Search in events").fill("haystack");
        assertThat(events(page)).hasCount(1);
        page.getByLabel("Search in events").fill("nowhere");
        assertThat(events(page)).hasCount(0);
    }

    /** After each event: the texts that the conversation had then, by what the events say and nothing else. */
    private static List<List<String>> textsAfterEach(List<JsonNode> log) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<List<String>> after = new ArrayList<>();
        after.add(List.of());
        for (JsonNode event : log) {
            JsonNode message = event.get("payload").get("message");
            if (message != null
                    && List.of("user", "assistant").contains(message.get("role").asText())
                    && !message.get("text").asText().isEmpty()) {
                texts.put(
                        message.get("message_id").asText(), message.get("text").asText());
            }
            after.add(List.copyOf(texts.values()));
        }
        return after;
    }

    @Test
    void replayShowsWhatWasThereAfterEachEvent() {
        site.willCall("list_tasks", "{}");
        site.willCall("delete_task", "{\"number\":1}");
        site.willSay("All done.");
        Page page = site.openAs(ALICE, Role.ANALYST);
        send(page, "Delete the first task");
        button(question(page), "Approve").click();
        assertThat(answers(page).last()).hasText("All done.");
        send(page, "Thank you");
        assertThat(answers(page).last()).hasText("You said: Thank you");
        String session = sessionOf(page);
        site.rest().post("/api/sessions/" + session + "/end", "{}");
        List<JsonNode> log = logOf(session);
        List<List<String>> expected = textsAfterEach(log);

        inspect(page, session);
        assertThat(slider(page)).hasValue(String.valueOf(log.size()));
        assertThat(page.locator(".replay-head .badge")).hasText("Ended");
        slider(page).focus();
        for (int place = log.size(); place >= 0; place--) {
            assertThat(slider(page)).hasValue(String.valueOf(place));
            if (place > 0) {
                assertThat(page.locator(".event[aria-selected=true] .seq")).hasText(String.valueOf(place));
            }
            assertThat(bubbles(page)).hasText(expected.get(place).toArray(String[]::new));
            int asked = countUntil(log, place, "feedback.requested");
            assertThat(page.locator(".replay-pane .question")).hasCount(asked);
            assertThat(page.locator(".replay-pane .question.answered"))
                    .hasCount(countUntil(log, place, "feedback.answered"));
            assertThat(page.locator(".replay-pane button.primary")).hasCount(0);
            page.keyboard().press("ArrowLeft");
        }
        assertThat(page.getByText("Before the first event")).isVisible();

        page.keyboard().press("End");
        assertThat(bubbles(page)).hasText(expected.getLast().toArray(String[]::new));
    }

    private static int countUntil(List<JsonNode> log, int place, String type) {
        return (int) log.subList(0, place).stream()
                .filter(event -> event.get("type").asText().equals(type))
                .count();
    }

    @Test
    void replayPlaysByItselfAndStopsAtTheEnd() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        rest.say(session, "Hello");
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);
        assertThat(bubbles(page)).hasCount(2);
        String end = String.valueOf(logOf(session).size());

        slider(page).focus();
        page.keyboard().press("Home");
        assertThat(bubbles(page)).hasCount(0);
        page.keyboard().press("Space");
        assertThat(button(page, "Pause")).isVisible();
        assertThat(bubbles(page).first()).hasText("Hello");
        page.keyboard().press("Space");
        assertThat(button(page, "Play")).isVisible();
        button(page, "Play").click();
        assertThat(slider(page)).hasValue(end);
        assertThat(button(page, "Play")).isVisible();
        assertThat(bubbles(page)).hasCount(2);
    }

    @Test
    void chosenEventIsWhereTheReplayIs() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        rest.say(session, "Hello");
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);
        assertThat(bubbles(page)).hasCount(2);

        page.getByLabel("Type of event").selectOption("message.created");
        events(page).first().click();
        assertThat(bubbles(page)).hasText(new String[] {"Hello"});
        assertThat(raw(page)).containsText("\"message.created\"");
        page.getByLabel("Type of event").selectOption("");
        page.locator(".events").focus();
        page.keyboard().press("End");
        assertThat(bubbles(page)).hasCount(2);
        page.keyboard().press("Home");
        assertThat(bubbles(page)).hasCount(0);
        assertThat(slider(page)).hasValue("1");
    }

    @Test
    void whatHappensMeanwhileComesByItself() {
        RestClient rest = site.rest();
        String session = rest.newSession();
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);
        assertThat(events(page).first()).isVisible();

        rest.say(session, "Hello");

        assertThat(bubbles(page)).hasCount(2);
        assertThat(events(page)).hasCount(logOf(session).size());
    }

    /** Many events, as the server gives them. */
    private static void serveLongLog(Page page, String session) {
        Pattern after = Pattern.compile("after=(\\d+)");
        page.route("**/api/sessions/" + session + "/events*", route -> {
            Matcher asked = after.matcher(route.request().url());
            int from = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
            int to = Math.min(LONG_LOG, from + 100);
            String items = IntStream.rangeClosed(from + 1, to)
                    .mapToObj(seq -> """
                            {"type":"event","session_id":"%s","position":"%d","event":{"event_id":"%s","seq":%d,"type":"custom",\
                            "timestamp":"2026-01-31T12:00:00Z","payload":{"name":"tick","payload":{"number":"no-%d-"}}}}""".formatted(session, seq, session, seq, seq))
                    .collect(Collectors.joining(","));
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"items\":[%s],\"position\":\"%d\"}".formatted(items, to)));
        });
    }

    @Test
    void longLogIsInTheDocumentOnlyAsFarAsItIsSeen() {
        String session = site.rest().newSession();
        Page page = site.openAs(ALICE, Role.ANALYST);
        serveLongLog(page, session);
        inspect(page, session);
        assertThat(page.locator(".event-count")).hasText("12,000 events");

        assertThat(events(page).last().locator(".seq")).hasText("12000");
        page.locator(".events").focus();
        page.keyboard().press("Home");
        assertThat(events(page).first().locator(".seq")).hasText("1");
        page.locator(".events").evaluate("list => list.scrollTo(0, 6000 * 36)");
        assertThat(page.locator("#event-6001")).isVisible();
        assertThat(events(page).count()).isLessThan(80);
        page.getByLabel("Search in events").fill("no-7777-");
        assertThat(events(page).locator(".seq")).hasText(new String[] {"7777"});
        events(page).click();
        assertThat(slider(page)).hasValue("7777");
        assertThat(raw(page)).containsText("no-7777-");
    }

    @Test
    void logWhoseBeginningIsGoneBeginsWithWhatHadBeenSaid() {
        String session = LongHistory.of(70, site.storage().sessions(), ALICE);
        Page page = inspect(site.openAs(ALICE, Role.ANALYST), session);

        assertThat(page.getByText("The server keeps the newest events only")).isVisible();
        assertThat(bubbles(page).last()).containsText("answer 70");
        String first = page.locator(".events")
                .evaluate("list => (list.scrollTo(0, 0), 0)")
                .toString();
        assertThat(first).isEqualTo("0");
        events(page).first().click();
        int seq = Integer.parseInt(events(page).first().locator(".seq").textContent());
        JsonNode stored = site.rest()
                .get("/api/sessions/" + session + "/messages?limit=1&order=desc&before=" + (seq + 1))
                .body()
                .get("items")
                .get(0);
        assertThat(bubbles(page).last())
                .containsText(stored.get("text").asText().split("\n", 2)[0]);
        assertThat(bubbles(page).count()).isGreaterThan(10);
    }

    @Test
    void noRoleOpensTheChatsOfOthers() {
        String session = site.rest().newSession();
        Page page = inspect(site.openAs("root", Role.ADMIN), session);

        assertThat(page.locator(".say[role=alert] p").first())
                .hasText("This chat is not here, or it is not shared with you. Ask its owner to share it.");
        site.expectComplaint("404");
        page.getByText("Inspect another chat").click();
        assertThat(page.getByText("No role opens the chats of others")).isVisible();
        page.getByLabel("Id of the chat").fill("not an id");
        page.keyboard().press("Enter");
        assertThat(page.getByText("This is not the id of a chat.")).isVisible();
        site.expectComplaint("400");

        site.rest().send("PUT", "/api/sessions/" + session + "/participants/root", "{\"access\":\"viewer\"}");
        inspect(page, session);
        assertThat(events(page).last().locator(".type")).hasText("participant.joined");
    }
}
