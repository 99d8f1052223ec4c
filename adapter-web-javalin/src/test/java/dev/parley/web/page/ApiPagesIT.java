package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.parley.web.support.Chromium;
import dev.parley.web.support.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages that show the description of the API, in a real browser. */
class ApiPagesIT {
    /** Enough for a busy machine. */
    private static final double PATIENCE_MILLIS = 30_000;

    private static Chromium chromium;
    private static TestServer server;

    private final List<String> complaints = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        Optional<Chromium> found = Chromium.start();
        assumeThat(found)
                .as("The tests of these pages need Chromium at one of the usual places.")
                .isPresent();
        chromium = found.get();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            server.close();
        }
    }

    @BeforeEach
    void open() {
        context = chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(1280, 1000));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(server.origin() + "/") && !url.startsWith("data:") && !url.startsWith("blob:")) {
                elsewhere.add(url);
            }
        });
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void nothingCameFromElsewhereAndNothingFailed() {
        if (context == null) {
            return;
        }
        context.close();
        assertThat(complaints).as("what the browser's console complained about").isEmpty();
        assertThat(elsewhere).as("what was asked for elsewhere").isEmpty();
    }

    @Test
    void swaggerUiShowsAllOperations() {
        page.navigate(server.origin() + "/docs");

        assertThat(page.locator(".opblock")).hasCount(server.server.routes().size());
        Locator chat = page.locator("#operations-messages-chat");
        chat.locator(".opblock-summary-control").click();
        assertThat(chat).containsText("unknown_command");
        assertThat(page.getByText("Failed to load")).hasCount(0);
    }

    @Test
    void swaggerUiTriesWithAPastedToken() {
        page.navigate(server.origin() + "/docs");
        page.locator(".auth-wrapper .authorize").first().click();
        page.locator(".modal-ux input").first().fill(server.token("alice"));
        page.locator(".modal-ux .authorize").first().click();
        page.locator(".modal-ux .btn-done").first().click();

        assertThat(tried("account", "whoAmI")).containsText("\"user_id\": \"alice\"");
    }

    @Test
    void swaggerUiTriesWithTheCookie() {
        context.addCookies(List.of(new Cookie("parley_token", server.token("bob")).setUrl(server.origin())));
        page.navigate(server.origin() + "/docs");

        assertThat(tried("account", "whoAmI")).containsText("\"user_id\": \"bob\"");
        assertThat(tried("sessions", "startSession")).containsText("\"owner_id\": \"bob\"");
    }

    private Locator tried(String tag, String operation) {
        Locator block = page.locator("#operations-" + tag + "-" + operation);
        block.locator(".opblock-summary-control").click();
        block.locator(".try-out__btn").click();
        block.locator(".execute").click();
        return block.locator(".live-responses-table td.response-col_description:not(.col_header)");
    }

    @Test
    void redocShowsAllOperationsAndFindsThem() {
        page.navigate(server.origin() + "/redoc");

        assertThat(page.locator("div[id^='tag/'][id*='operation/']"))
                .hasCount(server.server.routes().size());
        page.getByPlaceholder("Search...").fill("fork");
        assertThat(page.getByRole(AriaRole.SEARCH)).containsText("Starts a session with a copy");
    }
}
