package dev.parley.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.port.Storage;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolResult;
import dev.parley.application.testkit.ScriptedTools;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.Role;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.WebSettings;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.TestServer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For each test a server with its page, a line to it that can be cut, and the browsers of the people who use it. After the test
 * nothing may have gone wrong that the browsers' consoles complain about.
 */
final class PageSite implements BeforeEachCallback, AfterEachCallback {
    /** Who uses the page unless another user is named. */
    static final String ALICE = "alice";

    /** What the browser says when the line is cut or the server is away. */
    private static final Pattern CUT = Pattern.compile("WebSocket connection to|net::ERR_");

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Consumer<ParleyBuilder> chat;
    private final UnaryOperator<WebSettings> web;
    private final Storage storage = InMemoryStorage.open(InMemoryStorage.DEFAULT_SESSIONS, InstantSource.system());
    private Browser browser;
    private TestServer server;
    private CuttableLine line;

    /** Its tools: {@code list_tasks}, and {@code delete_task}, for which people are asked. */
    final ScriptedTools tools = new ScriptedTools()
            .offer("list_tasks", invocation -> ToolResult.of("1. Buy milk"))
            .offer("delete_task", invocation -> ToolResult.of("deleted " + invocation.arguments()));

    PageSite() {
        this(builder -> {});
    }

    /** With a chat that is not like the others. */
    PageSite(Consumer<ParleyBuilder> chat) {
        this(chat, settings -> settings);
    }

    /** With a chat and a server that are not like the others. */
    PageSite(Consumer<ParleyBuilder> chat, UnaryOperator<WebSettings> web) {
        this.chat = chat;
        this.web = web;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        browser = SharedBrowser.of(context);
        server = startServer();
        line = new CuttableLine(server.port());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        contexts.forEach(BrowserContext::close);
        line.close();
        server.close();
        assertThat(complaints).as("what the browser's console complained about").isEmpty();
    }

    private TestServer startServer() {
        return TestServer.start(
                builder -> {
                    builder.storage(storage).tools(tools);
                    chat.accept(builder);
                },
                web);
    }

    TestServer server() {
        return server;
    }

    /** The server goes away, with everything but its storage; browsers find nobody until {@link #startAgain}. */
    void stop() {
        line.cut();
        server.close();
    }

    /** Another server takes over, with a model that has nothing prepared. */
    void startAgain() {
        server = startServer();
        line.leadTo(server.port());
        line.mend();
    }

    RestClient rest() {
        return server.rest(ALICE);
    }

    /** What the servers keep everything in. */
    Storage storage() {
        return storage;
    }

    // ---- browsers

    /** The page, in a browser of its own. */
    Page open() {
        return openAs(ALICE);
    }

    Page openAs(String user) {
        return openAs(user, new Browser.NewContextOptions());
    }

    /** The page of somebody whose token gives a role. */
    Page openAs(String user, Role role) {
        return openAs(user, role, new Browser.NewContextOptions());
    }

    /** The page as it looks on another screen. */
    Page open(int width, int height, ColorScheme scheme) {
        return openAs(ALICE, Role.VIEWER, screen(width, height, scheme));
    }

    /** Another screen of somebody whose token gives a role. */
    Page openAs(Role role, int width, int height, ColorScheme scheme) {
        return openAs(ALICE, role, screen(width, height, scheme));
    }

    private static Browser.NewContextOptions screen(int width, int height, ColorScheme scheme) {
        return new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme);
    }

    private Page openAs(String user, Browser.NewContextOptions options) {
        return openAs(user, Role.VIEWER, options);
    }

    private Page openAs(String user, Role role, Browser.NewContextOptions options) {
        Page page = blank(user, options);
        page.navigate(address("/#token=" + server.token(user, role)));
        assertThat(PageParts.composer(page)).isVisible();
        return page;
    }

    /** A browser in which the page is not open yet. */
    Page blank(String user) {
        return blank(user, new Browser.NewContextOptions());
    }

    Page blank(String user, Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(SharedBrowser.PATIENCE_MILLIS);
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !CUT.matcher(message.text()).find()) {
                complaints.add(user + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(user + ": " + error));
        return page;
    }

    /** Browsers complain about answers that are errors; this one was wanted. */
    void expectComplaint(String part) {
        complaints.removeIf(complaint -> complaint.contains(part));
    }

    /** @param path with the fragment */
    String address(String path) {
        return "http://127.0.0.1:" + line.port() + path;
    }

    boolean isOwn(Request request) {
        return request.url().startsWith(address("/")) || request.url().startsWith("data:");
    }

    /** Cuts the line and waits until the page has noticed. */
    void cut(Page page) {
        cut(page, "Reconnecting…");
    }

    /** Cuts the line and waits until the page says so in other words. */
    void cut(Page page, String told) {
        line.cut();
        assertThat(page.getByText(told)).isVisible();
    }

    /** Cuts the line, whatever the page says to that. */
    void cutLine() {
        line.cut();
    }

    void mend() {
        line.mend();
    }

    // ---- what the model does

    /** The next answer of the model; it stops before each piece but the first until it may go on. */
    Script willSay(String... pieces) {
        Script script = new Script(server.model.next(), new ArrayDeque<>(List.of(pieces)));
        script.goOn();
        return script;
    }

    void willCall(String tool, String arguments) {
        server.model.next().call(new ToolCall("call-1", tool, arguments, null)).end();
    }

    /** An answer in pieces. */
    record Script(ScriptedModel.Conversation conversation, Deque<String> pieces) {
        void goOn() {
            conversation.say(pieces.removeFirst());
            if (pieces.isEmpty()) {
                conversation.end();
            }
        }
    }

    /** A chat in which the agent wants to delete a task, and then says that all is done. */
    Page askedToDelete() {
        willCall("delete_task", "{\"number\":1}");
        willSay("All done.");
        Page page = open();
        PageParts.send(page, "Delete the first task");
        assertThat(PageParts.button(PageParts.question(page), "Approve")).isVisible();
        return page;
    }

    List<String> argumentsOfCalls() {
        return tools.calls().stream()
                .map(ToolInvocation::arguments)
                .map(Object::toString)
                .toList();
    }

    // ---- what the server knows

    /** What the server keeps of the open chat. */
    List<String> stored(Page page, String role) {
        return stored(PageParts.sessionOf(page), role);
    }

    private List<String> stored(String session, String role) {
        return rest().get("/api/sessions/" + session + "/messages?limit=100&order=asc")
                .body()
                .get("items")
                .valueStream()
                .filter(message -> message.get("role").asText().equals(role))
                .map(message -> message.get("text").asText())
                .toList();
    }

    String storedAnswer(Page page) {
        return stored(page, "assistant").getLast();
    }

    /** What the server keeps of the chat that was used last. */
    List<String> storedLately(String user, String role) {
        return stored(chats(user).getFirst(), role);
    }

    List<String> chats(String user) {
        return server.rest(user)
                .get("/api/sessions")
                .body()
                .get("items")
                .valueStream()
                .map(session -> session.get("session_id").asText())
                .toList();
    }

    void share(Page page, String user, String access) {
        rest().send(
                        "PUT",
                        "/api/sessions/" + PageParts.sessionOf(page) + "/participants/" + user,
                        "{\"access\":\"" + access + "\"}");
    }

    /** Asks a question as an application does. */
    void ask(Page page, String question, String kind) {
        int before = PageParts.question(page).count();
        rest().post(
                        "/api/sessions/" + PageParts.sessionOf(page) + "/feedback",
                        "{\"question\":\"" + question + "\",\"kind\":" + kind + "}");
        assertThat(PageParts.question(page)).hasCount(before + 1);
    }

    /** Answers the open question of a chat over REST. */
    void respond(String user, Page page, String answer) {
        String path = "/api/sessions/" + PageParts.sessionOf(page) + "/feedback";
        String request = server.rest(user)
                .get(path + "?status=pending")
                .body()
                .get("items")
                .get(0)
                .get("request_id")
                .asText();
        assertThat(server.rest(user)
                        .post(path + "/" + request + "/respond", "{\"answer\":" + answer + "}")
                        .status())
                .isEqualTo(200);
    }
}
