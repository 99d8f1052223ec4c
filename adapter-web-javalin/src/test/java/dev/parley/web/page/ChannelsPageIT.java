package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.answers;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.fitsTheScreen;
import static dev.parley.web.page.PageParts.question;
import static dev.parley.web.page.PageParts.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.application.ChannelMessage;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How people say where they can be reached, and see on a question where it went. */
class ChannelsPageIT {
    private static final Pattern CODE = Pattern.compile("\n([0-9]{4} [0-9]{4})\n");

    private static final String CLARIFICATION = "{\"type\":\"clarification\"}";

    private final RecordingChannel email = new RecordingChannel(ChannelKind.EMAIL);

    @RegisterExtension
    final PageSite site = new PageSite(chat -> chat.channel(email));

    @RegisterExtension
    final PageSite unconnected = new PageSite();

    private Page channels() {
        Page page = site.open();
        page.navigate(site.address("/#page=channels"));
        assertThat(card(page)).isVisible();
        return page;
    }

    private static Locator card(Page page) {
        return page.locator("[data-kind=email]");
    }

    private static void save(Page page, String address) {
        card(page).getByLabel("Email address").fill(address);
        button(card(page), "Save").click();
    }

    private JsonNode stored() {
        return site.rest().get("/api/me/channels").body().path("items").path(0);
    }

    private String codeSentTo(String address) {
        Matcher code = CODE.matcher(email.lastNote(address).text());
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    @Test
    void addressIsSetConfirmedAndTestedByKeyboard() {
        Page page = site.blank("alice", new Browser.NewContextOptions().setTimezoneId("Asia/Tokyo"));
        page.navigate(site.address("/#page=channels&token=" + site.server().token("alice")));
        Locator card = card(page);
        assertThat(card).containsText("Not set up");

        card.getByLabel("Email address").focus();
        page.keyboard().insertText("alice@EXAMPLE.com");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Tab");
        page.keyboard().press("Space");
        assertThat(card.getByLabel("From")).hasValue("22:00");
        assertThat(card.getByLabel("Time zone")).hasValue("Asia/Tokyo");
        card.getByLabel("Until").fill("06:30");
        page.keyboard().press("Enter");

        assertThat(card.locator(".news")).hasText("Saved. Confirm the address, so that questions are sent there.");
        assertThat(card.getByLabel("Email address")).hasValue("alice@example.com");
        assertThat(stored())
                .hasToString(
                        "{\"kind\":\"email\",\"address\":\"alice@example.com\",\"priority\":2,\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"06:30\",\"time_zone\":\"Asia/Tokyo\"},\"enabled\":true,\"verified_at\":null,\"write_to\":null}");
        button(card, "Send a code").press("Enter");
        assertThat(card.locator(".news")).containsText("A code is on its way to alice@example.com");
        assertThat(card.getByLabel("Code")).isFocused();
        page.keyboard().press("Enter");
        assertThat(card).containsText("Enter the code that was sent to you.");
        page.keyboard().insertText(codeSentTo("alice@example.com"));
        page.keyboard().press("Enter");

        assertThat(card.locator(".badge")).hasText("Confirmed");
        assertThat(button(card, "Send a test")).isFocused();
        page.keyboard().press("Enter");
        assertThat(card.locator(".news")).hasText("A test is on its way to alice@example.com.");
        assertThat(email.lastNote("alice@example.com").subject()).isEqualTo("A test from Parley");
    }

    @Test
    void refusalsStandAtTheirFieldsAndNothingThatWasTypedIsLost() {
        Page page = channels();
        Locator card = card(page);
        card.getByLabel("Priority").selectOption("3");
        card.getByLabel("Send nothing during quiet hours").check();
        save(page, "alice");

        Locator address = card.getByLabel("Email address");
        assertThat(address).isFocused();
        assertThat(address).hasAttribute("aria-invalid", "true");
        assertThat(card.locator("#channel-email-address-problem"))
                .hasText("The address must be an email address such as anna@example.com, of at most 254 characters.");
        card.getByLabel("Until").fill("22:00");
        save(page, "alice@example.com");
        assertThat(card.getByLabel("From")).isFocused();
        assertThat(card.locator("#channel-email-quiet_hours-problem"))
                .hasText("Quiet hours must begin and end at different times.");
        assertThat(address).hasAttribute("aria-invalid", "false");
        site.expectComplaint("400");

        site.server().rest("root", Role.ADMIN).send("PATCH", "/api/users/alice", "{\"disabled\":true}");
        assertThat(page.getByText("An administrator has disabled your access.")).isVisible();
        site.server().rest("root", Role.ADMIN).send("PATCH", "/api/users/alice", "{\"disabled\":false}");
        page.getByLabel("Access token").fill(site.server().token("alice"));
        page.keyboard().press("Enter");
        assertThat(address).hasValue("alice@example.com");
        assertThat(card.getByLabel("Priority")).hasValue("3");
        card.getByLabel("Until").fill("");
        button(card, "Save").click();
        assertThat(card.locator("[id='channel-email-quiet_hours.until-problem']"))
                .hasText("The end must be a time of day such as 22:00.");
        card.getByLabel("Until").fill("07:00");
        button(card, "Save").click();
        assertThat(card.locator(".news")).containsText("Saved.");
        assertThat(stored().path("priority").asInt()).isEqualTo(3);
        site.expectComplaint("40");
    }

    @Test
    void whatTheChannelAndTheCodeAreAgainstIsToldWhereItBelongs() {
        Page page = channels();
        Locator card = card(page);
        save(page, "alice@example.com");
        email.failWith(UndeliveredException.unavailable("Down."));
        button(card, "Send a code").click();
        assertThat(card).containsText("Nothing can be sent over this channel now; try again later.");
        email.failWith(UndeliveredException.refused("No such mailbox."));
        button(card, "Send a code").click();
        assertThat(card.locator("#channel-email-address-problem"))
                .hasText("The address is refused by the channel; check it.");
        assertThat(card.getByLabel("Email address")).isFocused();

        card.getByLabel("Code").fill("0000 0000");
        button(card, "Confirm").click();
        assertThat(card.locator("#channel-email-code-problem")).containsText("This is not the code that was sent last");
        assertThat(card.getByLabel("Code")).hasValue("0000 0000");
        Reachable.over(site.storage(), new UserId("bob"), ChannelKind.EMAIL, 1);
        save(page, "bob@example.com");
        assertThat(card.locator(".news")).containsText("Saved");
        email.failWith(null);
        button(card, "Send a code").click();
        assertThat(card.locator(".news")).containsText("bob@example.com");
        card.getByLabel("Code").fill(codeSentTo("bob@example.com"));
        button(card, "Confirm").click();
        assertThat(card.locator("#channel-email-address-problem")).containsText("This address is another user's");
        site.expectComplaint("40");
        site.expectComplaint("422");
        site.expectComplaint("503");
    }

    @Test
    void channelIsSwitchedOffAndRemoved() {
        Reachable.over(site.storage(), new UserId("alice"), ChannelKind.EMAIL, 1);
        Page page = channels();
        Locator card = card(page);
        card.getByLabel("Email address").fill("other@example.com");
        assertThat(card).containsText("Another address has to be confirmed");
        assertThat(card).containsText("Not saved yet");
        card.getByLabel("Email address").fill("alice@example.com");
        assertThat(card).not().containsText("Not saved yet");
        card.getByLabel("Send questions here").uncheck();
        button(card, "Save").click();
        assertThat(card.locator(".badge")).hasText(new String[] {"Switched off", "Confirmed"});
        assertThat(stored().path("enabled").asBoolean()).isFalse();

        button(card, "Remove").click();
        page.keyboard().press("Escape");
        assertThat(stored().path("address").asText()).isEqualTo("alice@example.com");
        button(card, "Remove").click();
        page.locator("dialog button.danger").click();
        assertThat(card.locator(".badge")).hasText(new String[] {"Not set up"});
        assertThat(card.getByLabel("Email address")).hasValue("");
        assertThat(card.getByLabel("Send questions here")).isChecked();
        assertThat(stored().isMissingNode()).isTrue();
    }

    @Test
    void serverWithoutChannelsSaysWhatToDoAndLetsOldOnesBeRemoved() {
        Page page = unconnected.open(360, 640, ColorScheme.LIGHT);
        button(page, "Chats").click();
        button(page, "Settings").click();
        page.getByText("Channels", new Page.GetByTextOptions().setExact(true)).click();

        assertThat(page.getByText("No channels are configured here")).isVisible();
        assertThat(page.locator("main")).containsText("Email: PARLEY_SMTP_URL");
        assertThat(fitsTheScreen(page)).isTrue();

        Reachable.over(unconnected.storage(), new UserId("alice"), ChannelKind.SLACK, 1);
        page.reload();
        assertThat(page.locator("[data-kind=slack]"))
                .containsText("This server does not reach anybody this way any more.");
        button(page, "Remove").click();
        page.locator("dialog button.danger").click();
        assertThat(page.locator("[data-kind=slack]")).hasCount(0);
    }

    @Test
    void administratorsSetConfirmAndTestTheChannelsOfOthers() {
        site.server().rest("bob").get("/api/me");
        Page page = site.openAs("root", Role.ADMIN);
        page.navigate(site.address("/#page=users"));
        page.getByLabel("Channels of bob").click();
        Locator card = card(page);
        Locator confirmed = card.getByLabel("The address counts as confirmed");
        assertThat(page.locator(".bar h2")).hasText("Channels of bob");
        card.getByLabel("Email address").fill("bob@example.com");
        confirmed.check();
        button(card, "Save").click();
        assertThat(card.locator(".badge")).hasText("Confirmed");
        button(card, "Send a test").click();
        assertThat(card.locator(".news")).hasText("A test is on its way to bob@example.com.");
        assertThat(button(card, "Remove")).hasCount(0);

        card.getByLabel("Email address").fill("robert@example.com");
        assertThat(confirmed).not().isChecked();
        page.getByText("All users").click();
        page.getByLabel("Channels of root").click();
        assertThat(card.getByLabel("Email address")).hasValue("");
        page.goBack();
        page.goBack();
        assertThat(card.getByLabel("Email address")).hasValue("robert@example.com");

        Page bob = site.openAs("bob");
        bob.navigate(site.address("/#page=channels&user=root"));
        assertThat(bob.getByText("Only administrators see the channels of others"))
                .isVisible();
        bob.navigate(site.address("/#page=channels"));
        assertThat(card(bob).getByLabel("Email address")).hasValue("bob@example.com");
    }

    @Test
    void questionShowsWhereItWentAndWhatItWaitsForAfterAReloadToo() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        Reachable.over(site.storage(), new UserId("alice"), ChannelKind.EMAIL, 1);
        Reachable.over(
                site.storage(),
                new UserId("bob"),
                ChannelKind.EMAIL,
                1,
                new QuietHours(now.minusHours(2), now.plusHours(2), ZoneOffset.UTC));
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        site.share(page, "bob", "editor");
        email.failWith(UndeliveredException.unavailable("The mail server is away."));
        site.ask(page, "Which one?", CLARIFICATION);
        assertThat(question(page)).containsText("alice could not be reached by email yet; next try:");
        assertThat(question(page)).containsText("bob is asked by email after");

        page.reload();

        assertThat(question(page)).containsText("alice could not be reached by email yet; next try:");
        assertThat(question(page)).containsText("The mail server is away.");
        assertThat(question(page)).containsText("bob is asked by email after");
        assertThat(question(page).locator(".delivery")).hasCount(2);

        Page inbox = site.openAs("bob");
        inbox.navigate(site.address("/#page=inbox"));

        Locator asked = inbox.locator("main.inbox .question");
        assertThat(asked).containsText("alice could not be reached by email yet; next try:");
        assertThat(asked).containsText("bob is asked by email after");
        email.failWith(null);
        site.ask(page, "And now?", CLARIFICATION);
        assertThat(question(page).last()).containsText("alice was asked by email");
        email.failWith(UndeliveredException.refused("No such mailbox."));
        site.ask(page, "And here?", CLARIFICATION);
        assertThat(question(page).last()).containsText("alice could not be reached by email ·");
        assertThat(question(page).last()).containsText("No such mailbox.");
    }

    @Test
    void conversationGoesOnByEmailAndShowsWhatCameFromThere() {
        Reachable.over(site.storage(), new UserId("alice"), ChannelKind.EMAIL, 1);
        Page page = site.open();
        send(page, "Hello");
        assertThat(answers(page)).hasCount(1);
        button(page, "More for this chat").click();
        page.getByText("Continue by email").click();
        assertThat(page.getByText("What you write back there comes into this chat."))
                .isVisible();

        String mail = sentTo("alice@example.com").attempt().toString();
        ChannelAddress alice = Reachable.address(ChannelKind.EMAIL, new UserId("alice"));
        site.server()
                .parley
                .channelChats()
                .receive(new ChannelMessage(
                        alice,
                        alice,
                        new ChannelMessage.Vouched(),
                        "<1@a>",
                        List.of(mail),
                        "Re: Hello",
                        "By mail",
                        List.of()));

        assertThat(answers(page)).hasCount(2);
        assertThat(page.locator("parley-message")
                        .filter(new Locator.FilterOptions().setHasText("By mail"))
                        .first())
                .containsText("by email");
        page.navigate(site.address("/#page=channels"));
        assertThat(card(page).locator(".mailbox")).containsText("Write to the agent at agent+");
    }

    private Outgoing.Answer sentTo(String address) {
        return (Outgoing.Answer) Awaitility.await()
                .until(
                        () -> email.sent().stream()
                                .filter(sent -> sent instanceof Outgoing.Answer
                                        && sent.address().equals(address))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
