package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.Sessions;
import dev.parley.application.StartSession;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.launcher.chat.ChatOptions;
import dev.parley.launcher.live.CuttableLine;
import dev.parley.launcher.live.LiveServer;
import dev.parley.launcher.live.SlowModel.Answer;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line {@code parley chat}, asked one thing, against a real server. */
class ChatCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LiveServer server = LiveServer.start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] in = {};

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    /** As main does it, with the secret of the server unless told otherwise. */
    private int chat(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of("chat", "--data-dir", folder.toString()));
        line.addAll(List.of(arguments));
        Arguments asked = Arguments.parse(line.toArray(String[]::new));
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return ChatCommand.run(
                Settings.parse(environment, asked.flags()),
                environment,
                asked.flags(),
                new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                errors);
    }

    private int ask(String message, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--port", String.valueOf(server.port()), "--message", message));
        arguments.addAll(List.of(more));
        return chat(Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET), arguments.toArray(String[]::new));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private String me() {
        return System.getProperty("user.name").replaceAll("[^A-Za-z0-9._@-]", "-");
    }

    private String newSession(String user) {
        return server.parley
                .sessions()
                .start(Caller.of(user), StartSession.PLAIN)
                .session()
                .id()
                .toString();
    }

    @Test
    void printsTheAnswerAndNothingElse() {
        assertThat(ask("Grüße 😀")).isZero();

        assertThat(text(out)).isEqualTo("You said: Grüße 😀" + System.lineSeparator());
        assertThat(text(err)).isEmpty();
    }

    @Test
    void answerIsPrintedAsItWasGiven() {
        server.model.next().say("a \u001b[31mred\u001b[0m\ttext\n\n").end();

        ask("Hello");

        assertThat(text(out)).isEqualTo("a \u001b[31mred\u001b[0m\ttext\n\n");
    }

    @Test
    void whatIsPipedInIsAsked() {
        in = "one\ntwo ü\n".getBytes(StandardCharsets.UTF_8);

        int code = chat(Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET), "--url", server.address() + "/");

        assertThat(code).isZero();
        assertThat(text(out)).isEqualTo("You said: one\ntwo ü" + System.lineSeparator());
    }

    @Test
    void everythingThatTheAgentSaysInItsTurnIsPrinted() {
        server.model.next().say("One moment.").call("list_tasks", "{}").end();
        server.model.next().say("There is nothing.").end();

        assertThat(ask("What is there?")).isZero();
        assertThat(text(out).lines()).containsExactly("One moment.", "There is nothing.");
    }

    @Test
    void commandsAreCarriedOut() {
        assertThat(ask("/help")).isZero();
        assertThat(text(out)).contains("/status");

        assertThat(ask("/nonsense")).isEqualTo(Main.FAILED);
        assertThat(text(err)).contains("nonsense");
    }

    @Test
    void sessionIsGoneOnWith() {
        String session = newSession(me());

        assertThat(ask("First", "--session", session)).isZero();
        assertThat(ask("Second", "--session", "last")).isZero();
        assertThat(ask("Third")).isZero();

        assertThat(server.messages(me(), session))
                .extracting(Message::text)
                .containsExactly("First", "You said: First", "Second", "You said: Second");
        assertThat(text(out).lines()).containsExactly("You said: First", "You said: Second", "You said: Third");
    }

    @Test
    void cutInMidAnswerPrintsEverythingOnce() throws Exception {
        Answer answer = server.model.next();
        try (CuttableLine line = new CuttableLine(server.port())) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> chat(
                            Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET),
                            "--url",
                            line.address().toString(),
                            "--message",
                            "Tell me"),
                    Thread::startVirtualThread);
            answer.awaitAsked().say("Once upon ");
            await().atMost(PATIENCE).until(() -> text(out).equals("Once upon "));
            line.cut();
            answer.say("a time.").end();
            line.mend();

            assertThat(code.orTimeout(30, TimeUnit.SECONDS).join()).isZero();
        }
        assertThat(text(out)).isEqualTo("Once upon a time." + System.lineSeparator());
    }

    @Test
    void answerThatFailsIsSaidSo() {
        server.model.next().say("Well").fail();

        assertThat(ask("Hello")).isEqualTo(Main.FAILED);
        assertThat(text(out)).isEqualTo("Well" + System.lineSeparator());
        assertThat(text(err)).isEqualTo("The model has gone for a walk." + System.lineSeparator());
    }

    @Test
    void answerThatSomebodyStopsIsSaidSo() throws Exception {
        Answer answer = server.model.next();
        String session = newSession(me());
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> ask("Hello", "--session", session), Thread::startVirtualThread);
        answer.awaitAsked().say("Well");
        await().atMost(PATIENCE).until(() -> text(out).equals("Well"));

        server.parley.turns().stop(Caller.of(me()), SessionId.parse(session), null);

        assertThat(code.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(Main.FAILED);
        assertThat(text(err)).isEqualTo("The answer was stopped." + System.lineSeparator());
    }

    @Test
    void answerThatNeedsAPersonIsSaidSo() {
        server.model.next().call("delete_task", "{\"number\":1}").end();
        String session = newSession(me());

        assertThat(ask("Delete it", "--session", session)).isEqualTo(Main.FAILED);
        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .startsWith("The agent waits for an answer to: ")
                .contains("delete_task", "\"parley chat --session " + session + "\" takes it.");
    }

    @Test
    void secretThatAServerKeptMakesTheSameUserAsItsLoginLink() throws IOException {
        Files.writeString(folder.resolve("jwt-secret"), LiveServer.SECRET);

        assertThat(chat(Map.of(), "--url", server.address().toString(), "--message", "Hello"))
                .isZero();

        assertThat(server.parley.sessions().current(Caller.of("me"))).isPresent();
    }

    @Test
    void configuredSecretMakesTheUserOfTheMachineOrTheOneThatIsNamed() {
        ask("Hello");
        ask("Hello", "--user", "carol");

        Sessions sessions = server.parley.sessions();
        assertThat(sessions.current(Caller.of(me()))).isPresent();
        assertThat(sessions.current(Caller.of("carol"))).isPresent();
    }

    @Test
    void givenTokenCountsAboveAllAndThatOfTheFlagFirst() {
        Map<String, String> environment = new HashMap<>(Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET));
        environment.put("PARLEY_TOKEN", server.token("dave"));
        String url = server.address().toString();

        assertThat(chat(environment, "--url", url, "--message", "Hello")).isZero();
        assertThat(chat(environment, "--url", url, "--message", "Hello", "--token", server.token("erin")))
                .isZero();

        assertThat(server.parley.sessions().current(Caller.of("dave"))).isPresent();
        assertThat(server.parley.sessions().current(Caller.of("erin"))).isPresent();
        assertThat(server.parley.sessions().current(Caller.of(me()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1, true",
        "http://127.1.2.3:1, true",
        "http://[::1]:1, true",
        "https://localhost, true",
        "http://192.0.2.1:1, false",
        "http://[2001:db8::1]:1, false",
        "http://127.0.0.1.example.com:1, false",
        "http://localhost.example.com, false"
    })
    void tokensAreMadeForServersOfThisMachineOnly(String url, boolean made) {
        Map<String, String> environment = Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET);
        Map<String, String> flags = Map.of("--url", url);

        String token = ChatCommand.options(Settings.parse(environment, Map.of()), environment, flags)
                .server()
                .token()
                .get();

        assertThat(!token.isEmpty()).isEqualTo(made);
    }

    @Test
    void addressThatTheServerListensOnIsOfThisMachine() {
        Map<String, String> environment = Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET, "PARLEY_HOST", "192.0.2.1");
        ChatOptions options = ChatCommand.options(Settings.parse(environment, Map.of()), environment, Map.of());

        assertThat(options.server().server()).hasToString("http://192.0.2.1:8080");
        assertThat(options.server().token().get()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://127.0.0.1:8080",
        "::, http://[::1]:8080",
        "::1, http://[::1]:8080",
        "chat, http://chat:8080"
    })
    void serverIsWhereTheSettingsHaveIt(String host, String address) {
        Map<String, String> environment = Map.of("PARLEY_HOST", host);

        assertThat(ChatCommand.options(Settings.parse(environment, Map.of()), environment, Map.of())
                        .server()
                        .server())
                .hasToString(address);
    }

    @Test
    void noSecretIsMadeWhereNoneWasKept() {
        int code = chat(Map.of(), "--url", server.address().toString(), "--message", "Hello");

        assertThat(code).isEqualTo(Main.FAILED);
        assertThat(text(err))
                .isEqualTo(
                        "The server wants a token: give one with --token or PARLEY_TOKEN; where the server was started, \"parley token --user NAME\" prints one."
                                + System.lineSeparator());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tokenThatIsNotTakenIsSaidSo() {
        assertThat(ask("Hello", "--token", "not.a.token")).isEqualTo(Main.FAILED);
        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .isEqualTo("The server does not take this token: it is wrong or expired." + System.lineSeparator());
    }

    @Test
    void serverThatIsNotThereIsSaidSo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThat(chat(Map.of(), "--port", String.valueOf(port), "--message", "Hello"))
                .isEqualTo(Main.FAILED);
        assertThat(text(err))
                .isEqualTo(
                        "There is no server at http://127.0.0.1:%d; start one with \"parley\", or say where it is with --url.%n"
                                .formatted(port));
    }

    @Test
    void profileThatIsNotThereIsSaidSo() {
        assertThat(ask("Hello", "--profile", "nobody")).isEqualTo(Main.FAILED);
        assertThat(text(err)).contains("nobody");
    }

    @Test
    void sessionOfOthersIsSaidSo() {
        assertThat(ask("Hello", "--session", newSession("bob"))).isEqualTo(Main.FAILED);
        assertThat(text(err)).isNotBlank();
        assertThat(text(out)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --message=x --url=ftp://a               | --url must be the address of a server, such as https://chat.example.com.
            --message=x --url=chat.example.com      | --url must be the address of a server, such as https://chat.example.com.
            --message=x --url=http://a:b@c          | --url must be the address of a server, such as https://chat.example.com.
            --message=x --url=http://a/?b=c         | --url must be the address of a server, such as https://chat.example.com.
            --message=x --port=0                    | Say with --url where the server is: its port is any free one.
            --message=x --session=1                 | --session must be the id of a session, or last.
            --message=x --token=a\u00fcb            | --token must be a token as "parley token" prints it.
            --message=x --user=a,b                  | --user must have 1 to 128 characters out of letters, digits and . _ @ : \u00a6 + / = -.
            --message=                              | There is nothing to ask: the message is empty.
            """, quoteCharacter = '`')
    void wrongCommandLinesEndWithOneSentence(String line, String sentence) {
        Assertions.assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> chat(Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET), line.split(" ")))
                .withMessage(sentence.replace('\u00a6', '|'));
    }

    @Test
    void inputThatIsNotUtf8IsRefused() {
        in = new byte[] {'a', (byte) 0xE4, 'b'};

        Assertions.assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> chat(Map.of("PARLEY_JWT_SECRET", LiveServer.SECRET)))
                .withMessage("The standard input is not UTF-8.");
    }
}
