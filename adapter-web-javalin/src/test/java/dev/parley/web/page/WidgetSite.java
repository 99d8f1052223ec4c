package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.application.ParleyBuilder;
import dev.parley.web.http.Origins;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A chat server, and somebody else's site that has its chat. */
final class WidgetSite implements BeforeEachCallback, AfterEachCallback {
    final HostSite host = new HostSite();
    final PageSite chat;

    WidgetSite() {
        this(builder -> {});
    }

    /** With a chat that is not like the others. */
    WidgetSite(Consumer<ParleyBuilder> builds) {
        chat = new PageSite(builds, web -> web.with(new Origins(Set.of(host.origin()))));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        chat.beforeEach(context);
        host.trust(server(), () -> chat.server().token(PageSite.ALICE));
        host.putPage("/", script(""));
        host.putPage("/other", script(""));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            chat.afterEach(context);
        } finally {
            host.afterEach(context);
        }
    }

    /** The origin of the chat's server. */
    String server() {
        return chat.address("");
    }

    String script(String attributes) {
        return "<script src=\"%s\" %s></script>".formatted(chat.address("/widget.js"), attributes);
    }

    /** The site's page, with the chat closed. */
    Page open() {
        return open(new Browser.NewContextOptions());
    }

    Page open(Browser.NewContextOptions options) {
        Page page = chat.blank(PageSite.ALICE, options);
        page.navigate(host.origin() + "/");
        assertThat(launcher(page)).isVisible();
        return page;
    }

    /** The site's page, with the chat open. */
    Page openChat() {
        Page page = open();
        launcher(page).click();
        assertThat(PageParts.composer(page)).isVisible();
        return page;
    }

    static Locator launcher(Page page) {
        return page.locator("parley-widget .launcher");
    }

    static Locator panel(Page page) {
        return page.locator("parley-widget .panel");
    }

    static Locator badge(Page page) {
        return page.locator("parley-widget .launcher .count-badge");
    }
}
