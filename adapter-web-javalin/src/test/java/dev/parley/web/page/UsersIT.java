package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.web.page.PageParts.button;
import static dev.parley.web.page.PageParts.sidebar;
import static dev.parley.web.page.PageParts.toast;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.domain.user.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How administrators look after users. */
class UsersIT {
    @RegisterExtension
    final PageSite site = new PageSite();

    private void came(String... users) {
        for (String user : users) {
            assertThat(site.server().rest(user).get("/api/me").status()).isEqualTo(200);
        }
    }

    private Page users() {
        Page page = site.openAs("root", Role.ADMIN);
        page.navigate(site.address("/#page=users"));
        assertThat(row(page, "root")).isVisible();
        return page;
    }

    private static Locator rows(Page page) {
        return page.locator(".user-list li");
    }

    private static Locator row(Page page, String user) {
        return page.locator(".user-list li[data-user='" + user + "']");
    }

    @Test
    void usersAreFoundByIdRoleAndState() {
        came("bob", "bobby", "carol");
        site.server().rest("root", Role.ADMIN).send("PATCH", "/api/users/bobby", "{\"disabled\":true}");
        Page page = users();
        assertThat(rows(page)).hasCount(4);

        page.getByLabel("Search users").fill("BOB");
        assertThat(rows(page)).hasCount(2);
        assertThat(page.getByText("2 users")).isVisible();
        page.getByLabel("Which users").selectOption("disabled");
        assertThat(rows(page)).hasCount(1);
        assertThat(row(page, "bobby")).containsText("Disabled");
        page.getByLabel("Search users").fill("");
        page.getByLabel("Which users").selectOption("all");
        page.getByLabel("With which role").selectOption("admin");
        assertThat(rows(page)).hasCount(1);
        assertThat(row(page, "root")).isVisible();
    }

    @Test
    void listGoesOnWhereItEnded() {
        for (int i = 0; i < 60; i++) {
            came("user-%02d".formatted(i));
        }
        Page page = users();
        assertThat(page.getByText("50 of 61 users")).isVisible();

        button(page, "Show more").click();

        assertThat(rows(page)).hasCount(61);
        assertThat(page.getByText("61 users")).isVisible();
        assertThat(button(page, "Show more")).hasCount(0);
    }

    @Test
    void anotherRoleTakesEffect() {
        Page bob = site.openAs("bob");
        assertThat(sidebar(bob).locator(".places a")).hasCount(1);
        Page page = users();

        page.getByLabel("Role of bob").selectOption("analyst");

        assertThat(toast(page)).hasText("Role of bob: Analyst. It counts from their next request on.");
        assertThat(site.server().rest("bob").get("/api/overview").status()).isEqualTo(200);
        bob.reload();
        assertThat(sidebar(bob).locator(".places a")).hasText(new String[] {"Inbox", "Dashboard", "Inspector"});
        bob.navigate(site.address("/#page=dashboard"));
        assertThat(bob.getByText("All nodes")).isVisible();

        page.getByLabel("Role of bob").selectOption("token");
        assertThat(bob.getByText("This page is for people who run the server")).isVisible();
        assertThat(sidebar(bob).locator(".places a")).hasCount(1);
        assertThat(bob.locator(".operator")).hasCount(0);
        site.expectComplaint("403");
    }

    @Test
    void nobodyIsKeptOutBeforeThatIsConfirmed() {
        Page bob = site.openAs("bob");
        Page page = users();

        button(page, "Disable bob").click();
        assertThat(page.locator("dialog")).containsText("Every request of theirs is refused from now on");
        page.keyboard().press("Escape");
        assertThat(row(page, "bob").locator(".badge")).hasCount(0);
        assertThat(site.server().rest("bob").get("/api/me").status()).isEqualTo(200);

        button(page, "Disable bob").click();
        page.locator("dialog button.danger").click();
        assertThat(row(page, "bob").locator(".badge")).hasText("Disabled");
        assertThat(site.server().rest("bob").get("/api/me").status()).isEqualTo(403);
        assertThat(bob.getByText("An administrator has disabled your access.")).isVisible();
        site.expectComplaint("403");

        button(page, "Enable bob").click();
        page.locator("dialog button.primary").click();
        assertThat(row(page, "bob").locator(".badge")).hasCount(0);
        assertThat(site.server().rest("bob").get("/api/me").status()).isEqualTo(200);
        site.expectComplaint("bob");
    }

    @Test
    void nobodyChangesThemselves() {
        Page page = users();
        assertThat(row(page, "root")).containsText("Another administrator has to change your role or disable you.");
        assertThat(page.getByLabel("Role of root")).isDisabled();
        assertThat(button(page, "Disable root")).isDisabled();
    }

    @Test
    void whoeverIsNoAdministratorAnyMoreIsToldSo() {
        came("bob");
        Page page = users();
        site.server().rest("chief", Role.ADMIN).send("PATCH", "/api/users/root", "{\"role\":\"viewer\"}");

        page.getByLabel("Role of bob").selectOption("admin");

        assertThat(toast(page)).containsText("administrator");
        assertThat(page.getByText("This page is for people who run the server")).isVisible();
        site.expectComplaint("403");
        assertThat(site.server().rest("bob").get("/api/me").body().get("role").asText())
                .isEqualTo("viewer");
    }
}
