package dev.parley.launcher.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.agent.ContextLimits;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.ToolGlob;
import dev.parley.application.agent.ToolMode;
import dev.parley.application.agent.ToolPolicy;
import dev.parley.application.agent.ToolPolicy.Decision;
import dev.parley.application.agent.UnansweredApprovals;
import dev.parley.domain.session.ProfileName;
import dev.parley.tools.McpServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesFileTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("SHOP_TOKEN", "t0ken$1", "SECRET", "hush-hush", "BROKEN", "two\nlines");

    @TempDir
    private Path folder;

    private static ProfilesDocument read(String yaml) {
        return new ProfilesFile(Path.of("agents.yaml"), ENVIRONMENT::get).parse(yaml);
    }

    private static List<String> defects(String yaml) {
        ProfilesFileException refused = catchThrowableOfType(ProfilesFileException.class, () -> read(yaml));
        assertThat(refused).as(yaml).isNotNull();
        return refused.lines().lines().toList();
    }

    private static Profile only(String yaml) {
        return read(yaml).profiles().stream()
                .filter(profile -> !profile.equals(Profile.DEFAULT))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingThatAProfileCanSayIsRead() {
        assertThat(only("""
                profiles:
                  poet:
                    description: Answers in verse.
                    system_prompt: Answer in verse.
                    model: gpt-verse
                    tools:
                      - allow: list_tasks
                      - ask: ["add_*", delete_task]
                      - deny: "*"
                    tool_mode: structured
                    context: {messages: 5, tokens: 700}
                    editable_approvals: true
                    unanswered_approvals: approve
                    feedback_lifetime: 90m
                """))
                .isEqualTo(new Profile(
                        new ProfileName("poet"),
                        "Answers in verse.",
                        "Answer in verse.",
                        "gpt-verse",
                        new ToolPolicy(List.of(
                                new ToolPolicy.Rule(new ToolGlob("list_tasks"), Decision.ALLOW),
                                new ToolPolicy.Rule(new ToolGlob("add_*"), Decision.ASK),
                                new ToolPolicy.Rule(new ToolGlob("delete_task"), Decision.ASK),
                                new ToolPolicy.Rule(new ToolGlob("*"), Decision.DENY))),
                        ToolMode.STRUCTURED,
                        new ContextLimits(5, 700),
                        true,
                        UnansweredApprovals.APPROVE,
                        Duration.ofMinutes(90)));
    }

    @Test
    void whatAProfileDoesNotSayIsAsInTheBuiltInOne() {
        assertThat(only("profiles: {poet: {model: \"7\"}}"))
                .isEqualTo(Profile.DEFAULT.toBuilder()
                        .name(new ProfileName("poet"))
                        .model("7")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing yet\n", "---\n", "profiles: {}\n", "mcp_servers: {}\n", "profiles: {a: {}}\n"})
    void defaultIsAlwaysThere(String yaml) {
        assertThat(read(yaml).profiles()).contains(Profile.DEFAULT);
    }

    @Test
    void defaultCanBeChanged() {
        assertThat(read("profiles: {default: {system_prompt: Be brief.}}").profiles())
                .containsExactly(
                        Profile.DEFAULT.toBuilder().systemPrompt("Be brief.").build());
    }

    @Test
    void everythingThatAServerCanSayIsRead() {
        assertThat(read("""
                mcp_servers:
                  docs:
                    command: npx
                    args: ["-y", server, "8080"]
                    env: {TOKEN: "${SECRET}", PLAIN: "a $ and a }"}
                    timeout_seconds: 5
                  shop:
                    url: https://shop.example.com/mcp
                    headers:
                      Authorization: "Bearer ${SHOP_TOKEN}"
                    trusted: true
                    allow_private_address: true
                """).mcpServers())
                .containsExactly(
                        new McpServerSettings.Stdio(
                                "docs",
                                "npx",
                                List.of("-y", "server", "8080"),
                                Map.of("TOKEN", "hush-hush", "PLAIN", "a $ and a }"),
                                false,
                                Duration.ofSeconds(5)),
                        new McpServerSettings.Http(
                                "shop",
                                URI.create("https://shop.example.com/mcp"),
                                Map.of("Authorization", "Bearer t0ken$1"),
                                true,
                                true,
                                Duration.ofSeconds(30)));
    }

    @Test
    void secretsAreNotPrinted() {
        ProfilesDocument document = read("""
                mcp_servers:
                  a: {command: run, env: {TOKEN: "${SECRET}"}}
                  b: {url: "https://example.com/?key=visible", headers: {X-Key: "${SECRET}"}}
                """);

        assertThat(document.toString()).contains("run", "example.com").doesNotContain("hush", "visible");
    }

    @Test
    void allDefectsAreToldAtOnceInTheOrderOfTheFile() {
        assertThat(defects("""
                profiles:
                  default:
                    sytem_prompt: Hello
                    model: 7
                    context:
                      tokens: many
                      messages: 0
                  Poet: {}
                  other:
                    model: a
                    model: b
                    tools:
                      - allow: "[a]"
                      - alow: b
                      - allow: c
                        deny: d
                mcp_servers:
                  x: {}
                  y:
                    url: ftp://example.com
                    args: [a]
                    headers:
                      Key: "${MISSING}"
                more: 1
                """))
                .containsExactly(
                        "agents.yaml:3: There is no key profiles.default.sytem_prompt; did you mean system_prompt?",
                        "agents.yaml:4: profiles.default.model must be a text (put it into quotes), not a number.",
                        "agents.yaml:6: profiles.default.context.tokens must be a whole number from 1 to 10000000.",
                        "agents.yaml:7: profiles.default.context.messages must be a whole number from 1 to 10000.",
                        "agents.yaml:8: The name of a profile must have 1 to 64 characters out of lower-case letters, digits, _ and -.",
                        "agents.yaml:11: profiles.other.model is already in line 10; remove one of them.",
                        "agents.yaml:13: A pattern of profiles.other.tools is no pattern of tool names: use letters, digits, _ . : / - and the wildcards * and ?.",
                        "agents.yaml:14: There is no key profiles.other.tools.alow; did you mean allow?",
                        "agents.yaml:15: A rule of profiles.other.tools must have exactly one of allow, ask and deny; begin each rule with \"-\".",
                        "agents.yaml:18: mcp_servers.x must have either command (a program to start) or url (an address).",
                        "agents.yaml:20: mcp_servers.y.url must be a web address such as https://tools.example.com/mcp, without user, password and fragment.",
                        "agents.yaml:21: mcp_servers.y.args belongs to servers with command; remove it.",
                        "agents.yaml:23: mcp_servers.y.headers.Key needs the environment variable MISSING, which is not set; set it and start Parley again.",
                        "agents.yaml:24: There is no key more; there are: profiles, mcp_servers.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            profiles: [a]                                                  | profiles must be a section with keys and values, not a list.
            profiles:                                                      | profiles must be a section with keys and values, not nothing.
            [a]                                                            | The file must be a section with keys and values, not a list.
            text                                                           | The file must be a section with keys and values, not a text.
            profiles: {a: {system_prompt: ~}}                              | profiles.a.system_prompt must be a text, not nothing.
            profiles: {a: {system_prompt: [x]}}                            | profiles.a.system_prompt must be a text, not a list.
            profiles: {a: {model: true}}                                   | profiles.a.model must be a text (put it into quotes), not true or false.
            profiles: {a: {model: ""}}                                     | profiles.a.model is empty; name a model, or remove it to use PARLEY_MODEL.
            profiles: {a: {tool_mode: Native}}                             | profiles.a.tool_mode must be one of: native, structured, none.
            profiles: {a: {unanswered_approvals: yes}}                     | profiles.a.unanswered_approvals must be one of: refuse, approve.
            profiles: {a: {editable_approvals: "true"}}                    | profiles.a.editable_approvals must be true or false, not a text.
            profiles: {a: {editable_approvals: 1}}                         | profiles.a.editable_approvals must be true or false, not a number.
            profiles: {a: {feedback_lifetime: soon}}                       | profiles.a.feedback_lifetime must be a length of time up to 3650d, such as 90s, 30m or 48h.
            profiles: {a: {feedback_lifetime: 0s}}                         | profiles.a.feedback_lifetime must be a length of time up to 3650d, such as 90s, 30m or 48h.
            profiles: {a: {tools: "*"}}                                    | profiles.a.tools must be a list of rules such as "- allow: list_tasks", not a text.
            profiles: {a: {tools: ["*"]}}                                  | A rule of profiles.a.tools must be such as "- allow: list_tasks", not a text.
            profiles: {a: {tools: [{allow: {b: c}}]}}                      | profiles.a.tools.allow must be a text, not a section.
            profiles: {a: {tools: [{allow: *_task}]}}                      | Aliases such as *_task are not understood. A text that begins with * needs quotes: "*_task".
            profiles: &p {}                                                | Anchors such as &p are not understood. Write it out, or put a text that begins with & into quotes.
            profiles: !!java.lang.Runtime {}                               | Tags such as tag:yaml.org,2002:java.lang.Runtime are not understood; remove it, or put a text that begins with ! into quotes.
            profiles: {a: {model: !secret x}}                              | Tags such as !secret are not understood; remove it, or put a text that begins with ! into quotes.
            profiles: {? [a] : {}}                                         | A key must be a single word, not a list.
            mcp_servers: {A: {command: x}}                                 | The name of an MCP server must have 1 to 24 lower-case letters, digits, - and _, the last two neither doubled nor at the ends.
            mcp_servers: {a: {command: x, url: "http://b"}}                | mcp_servers.a must have either command (a program to start) or url (an address).
            mcp_servers: {a: {command: x, headers: {}}}                    | mcp_servers.a.headers belongs to servers with url; remove it.
            mcp_servers: {a: {command: " "}}                               | mcp_servers.a.command is empty; name a program.
            mcp_servers: {a: {command: x, args: b}}                        | mcp_servers.a.args must be a list of texts, not a text.
            mcp_servers: {a: {command: x, args: [8080]}}                   | Each of mcp_servers.a.args must be a text (put it into quotes), not a number.
            mcp_servers: {a: {command: x, env: {"A B": c}}}                | mcp_servers.a.env has a name that no environment variable has; use letters, digits and _.
            mcp_servers: {a: {command: x, env: {A: "${A"}}}                | mcp_servers.a.env.A has a ${ that does not begin the name of an environment variable such as ${TOKEN}.
            mcp_servers: {a: {command: x, env: {A: "${}"}}}                | mcp_servers.a.env.A has a ${ that does not begin the name of an environment variable such as ${TOKEN}.
            mcp_servers: {a: {command: x, timeout_seconds: 601}}           | mcp_servers.a.timeout_seconds must be a whole number from 1 to 600.
            mcp_servers: {a: {url: "https://u:p@b"}}                       | mcp_servers.a.url must be a web address such as https://tools.example.com/mcp, without user, password and fragment.
            mcp_servers: {a: {url: "http://b", headers: {Host: c}}}        | mcp_servers.a.headers must be headers of HTTP with values in ASCII on one line, and none of those that the protocol sets itself.
            mcp_servers: {a: {url: "http://b", headers: {X: "${BROKEN}"}}} | mcp_servers.a.headers must be headers of HTTP with values in ASCII on one line, and none of those that the protocol sets itself.
            """)
    void eachDefectHasItsSentence(String yaml, String sentence) {
        assertThat(defects(yaml)).containsExactly("agents.yaml:1: " + sentence);
    }

    @Test
    void valuesThatMayBeSecretAreNotShown() {
        assertThat(String.join(
                        "\n",
                        defects("mcp_servers: {a: {url: 'http://b', headers: {X: \"${SECRET} é\"}, trusted: sk-123}}")))
                .doesNotContain("hush", "sk-123");
    }

    @Test
    void brokenYamlIsToldWithItsLine() {
        assertThat(defects("profiles:\n  a: {\n  b: c\n"))
                .singleElement()
                .asString()
                .startsWith("agents.yaml:")
                .contains("This is not YAML");
        assertThat(defects("profiles: {}\n---\nprofiles: {}\n"))
                .containsExactly(
                        "agents.yaml:2: There is a second document here; put everything into one, without ---.");
        assertThat(defects("a\u0001b")).singleElement().asString().contains("cannot be seen");
    }

    @Test
    void deepNestingEndsSomewhere() {
        assertThat(defects("profiles: " + "[".repeat(500) + "]".repeat(500)))
                .anyMatch(line -> line.contains("nested deeper"));
        assertThat(defects("{a: ".repeat(40) + "b" + "}".repeat(40))).isNotEmpty();
    }

    @Test
    void billionLaughsAreNotEvenBegun() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, *a%d".formatted(i - 1, i - 1)));
        }

        assertThat(defects(bomb.toString())).hasSize(100);
    }

    @Test
    void fileIsReadFromTheDisk() throws IOException {
        Path file = folder.resolve("agents.yaml");
        ProfilesFile profiles = new ProfilesFile(file, ENVIRONMENT::get);
        assertThat(refusal(profiles)).startsWith(file + ": ").contains("is not there", "PARLEY_PROFILES");

        Files.write(file, "profiles: {a: {model: \"\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refusal(profiles)).contains("UTF-8");

        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThat(refusal(profiles)).contains("1 MiB");

        Files.writeString(file, "\uFEFFprofiles: {a: {model: é}}\n");
        assertThat(profiles.read().profiles()).extracting(Profile::model).contains("é");

        assertThat(refusal(new ProfilesFile(folder, ENVIRONMENT::get))).contains("cannot be read");
    }

    private static String refusal(ProfilesFile file) {
        return catchThrowableOfType(ProfilesFileException.class, file::read).lines();
    }

    @Test
    void examplesOfTheDocumentationAreRead() throws IOException {
        Path page = Path.of(System.getProperty("parley.root", ".."), "docs/profiles.md");
        assumeTrue(Files.exists(page), "no documentation");
        Matcher examples = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(page));

        assertThat(examples.find()).isTrue();
        ProfilesDocument complete = read(examples.group(1));
        assertThat(complete.profiles())
                .extracting(profile -> profile.name().value())
                .containsExactlyInAnyOrder("default", "operator", "local", "storyteller");
        assertThat(complete.mcpServers()).extracting(McpServerSettings::name).containsExactly("docs", "shop");

        assertThat(examples.find()).isTrue();
        assertThat(read(examples.group(1)).profiles()).containsExactly(Profile.DEFAULT);
        assertThat(examples.find()).isFalse();
    }
}
