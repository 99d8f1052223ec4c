package dev.parley.web.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Where things are on the page, as people find them. */
final class PageParts {
    private PageParts() {}

    static Locator composer(Page page) {
        return page.locator("#composer-text");
    }

    static void send(Page page, String text) {
        composer(page).fill(text);
        composer(page).press("Enter");
    }

    static Locator answers(Page page) {
        return page.locator(".assistant .bubble");
    }

    static Locator stop(Page page) {
        return page.locator("button.stop");
    }

    static Locator question(Page page) {
        return page.locator("parley-conversation .question");
    }

    static Locator titles(Page page) {
        return page.locator("parley-session-list .title");
    }

    static Locator toast(Page page) {
        return page.locator(".toast");
    }

    static Locator sidebar(Page page) {
        return page.locator("nav.sidebar");
    }

    static Locator bar(Page page) {
        return page.locator(".bar");
    }

    static Locator button(Locator scope, String name) {
        return scope.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator button(Page page, String name) {
        return button(page.locator("body"), name);
    }

    static void newChat(Page page) {
        button(sidebar(page), "New chat").click();
    }

    /** Chooses something of the open chat's menu. */
    static void choose(Page page, String item) {
        button(bar(page), "More for this chat").click();
        menuItem(page, item).click();
    }

    /** Chooses something of the menu of a chat in the list. */
    static void chooseFor(Page page, String title, String item) {
        Locator entry = page.locator(
                "parley-session-list li",
                new Page.LocatorOptions().setHas(page.locator(".title", new Page.LocatorOptions().setHasText(title))));
        entry.hover();
        button(entry, "More for " + title).click();
        menuItem(page, item).click();
    }

    private static Locator menuItem(Page page, String item) {
        return page.getByRole(
                AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(item).setExact(true));
    }

    static String sessionOf(Page page) {
        return page.url().replaceFirst(".*#session=", "").replaceFirst("&.*", "");
    }

    static double scrollTop(Page page) {
        return ((Number) page.evaluate("document.querySelector('.scroller').scrollTop")).doubleValue();
    }

    /** Whether nothing has to be scrolled sideways. */
    static boolean fitsTheScreen(Page page) {
        return (Boolean) page.evaluate("""
                () => [document.documentElement, ...document.querySelectorAll('.scroller, .sessions, dialog[open]')]
                    .every(part => part.scrollWidth <= part.clientWidth)""");
    }
}
