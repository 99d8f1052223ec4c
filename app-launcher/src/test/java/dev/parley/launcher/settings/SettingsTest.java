package dev.parley.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.delivery.DeliverySettings;
import dev.parley.channel.slack.SlackSettings;
import dev.parley.channel.webhook.WebhookSettings;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.RetryPolicy;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.llm.OpenAiSettings;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.http.Origins;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String SECRET = "correct horse battery staple, and then some";

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertThat(Settings.parse(Map.of("PATH", "/bin", "HOME", "/root"), Map.of()))
                .isEqualTo(new Settings(
                        "127.0.0.1",
                        8080,
                        new Origins(Set.of()),
                        TrustedProxies.NONE,
                        new StorageChoice.Embedded(),
                        10,
                        Path.of("./parley-data"),
                        null,
                        null,
                        null,
                        new ModelChoice.Offline(Duration.ofMillis(20)),
                        null,
                        new JournalChoice(Path.of("./parley-data/journal")),
                        LogFormat.TEXT,
                        LogLevel.INFO,
                        ChannelSettings.NONE,
                        new OperationSettings(null, "127.0.0.1", false, Duration.ZERO),
                        ChatLimits.defaults()));
    }

    /** Its clients would be refused, and wait for answers that never come. */
    @Test
    void rehearsalHasNoLimitsOfRequestsAndNobodyToMonitorIt() {
        Settings usual = Settings.parse(Map.of("PARLEY_MANAGEMENT_PORT", "9000"), Map.of());
        ModelChoice model = new ModelChoice.Offline(Duration.ZERO);

        Settings rehearsing = usual.rehearsing(model);

        assertThat(rehearsing.model()).isEqualTo(model);
        assertThat(rehearsing.operations()).isEqualTo(OperationSettings.DEFAULT);
        assertThat(rehearsing.limits())
                .isEqualTo(usual.limits().toBuilder()
                        .userRequestsPerMinute(0)
                        .channelRequestsPerMinute(0)
                        .sessionRequestsPerMinute(0)
                        .userReadsPerMinute(0)
                        .build());
    }

    @Test
    void everyVariableIsRead() {
        Settings settings = Settings.parse(
                Map.ofEntries(
                        Map.entry("PARLEY_HOST", "0.0.0.0"),
                        Map.entry("PARLEY_PORT", "0"),
                        Map.entry("PARLEY_ALLOWED_ORIGINS", "https://chat.example.com, http://localhost:5173"),
                        Map.entry("PARLEY_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1, fd00::/8"),
                        Map.entry("PARLEY_STORAGE", "Memory"),
                        Map.entry("PARLEY_DATABASE_CONNECTIONS", "40"),
                        Map.entry("PARLEY_DATA_DIR", "/var/lib/parley"),
                        Map.entry("PARLEY_JWT_ISSUER", "https://login.example.com"),
                        Map.entry("PARLEY_JWT_AUDIENCE", "parley"),
                        Map.entry("PARLEY_OFFLINE_DELAY_MS", "0"),
                        Map.entry("PARLEY_PROFILES", "agents.yaml"),
                        Map.entry("PARLEY_JOURNAL_DIR", "/var/log/parley"),
                        Map.entry("PARLEY_LOG_FORMAT", "json"),
                        Map.entry("PARLEY_LOG_LEVEL", "debug"),
                        Map.entry("PARLEY_DELIVERY_MODE", "parallel"),
                        Map.entry("PARLEY_DELIVERY_RETRIES", "10"),
                        Map.entry("PARLEY_DELIVERY_TIMEOUT", "1h"),
                        Map.entry("PARLEY_WEBHOOK_PRIVATE", "on"),
                        Map.entry("PARLEY_PUBLIC_URL", "https://chat.example.com"),
                        Map.entry("PARLEY_SLACK_BOT_TOKEN", "xoxb-1"),
                        Map.entry("PARLEY_SLACK_SIGNING_SECRET", "0123456789abcdef"),
                        Map.entry("PARLEY_SLACK_APP_TOKEN", "xapp-1"),
                        Map.entry("PARLEY_SLACK_TEAM", "T024BE7LD"),
                        Map.entry("PARLEY_SLACK_MAP_BY_EMAIL", "on"),
                        Map.entry("PARLEY_SLACK_API_URL", "https://slack-gov.com/api/"),
                        Map.entry("PARLEY_MANAGEMENT_PORT", "9090"),
                        Map.entry("PARLEY_MANAGEMENT_HOST", "0.0.0.0"),
                        Map.entry("PARLEY_ACCESS_LOG", "on"),
                        Map.entry("PARLEY_DRAIN_DELAY", "10s")),
                Map.of());

        assertThat(settings)
                .isEqualTo(new Settings(
                        "0.0.0.0",
                        0,
                        new Origins(Set.of("https://chat.example.com", "http://localhost:5173")),
                        TrustedProxies.parse(List.of("10.0.0.0/8", "127.0.0.1", "fd00::/8")),
                        new StorageChoice.Memory(),
                        40,
                        Path.of("/var/lib/parley"),
                        null,
                        "https://login.example.com",
                        "parley",
                        new ModelChoice.Offline(Duration.ZERO),
                        Path.of("agents.yaml"),
                        new JournalChoice(Path.of("/var/log/parley")),
                        LogFormat.JSON,
                        LogLevel.DEBUG,
                        new ChannelSettings(
                                new DeliverySettings(
                                        DeliveryMode.PARALLEL,
                                        new RetryPolicy(
                                                10,
                                                Duration.ofHours(1),
                                                Duration.ofSeconds(10),
                                                Duration.ofMinutes(10)),
                                        Duration.ofSeconds(30),
                                        32),
                                new AnswerSettings(List.of(), URI.create("https://chat.example.com/")),
                                EmailChoice.NONE,
                                new SlackSettings(
                                        "xoxb-1",
                                        "0123456789abcdef",
                                        "xapp-1",
                                        "T024BE7LD",
                                        true,
                                        URI.create("https://chat.example.com/"),
                                        URI.create("https://slack-gov.com/api/")),
                                null),
                        new OperationSettings(9090, "0.0.0.0", true, Duration.ofSeconds(10)),
                        ChatLimits.defaults()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nowhere",
            value = {
                "embedded, unset, data/journal",
                "memory,   unset, nowhere",
                "embedded, off,   nowhere",
                "memory,   here,  here",
            })
    void journalIsKeptWhereThereIsAFolderForIt(String storage, String set, @Nullable String folder) {
        Map<String, String> flags = new HashMap<>(Map.of("--storage", storage, "--data-dir", "data"));
        if (!set.equals("unset")) {
            flags.put("--journal-dir", set);
        }

        assertThat(Settings.parse(Map.of(), flags).journal())
                .isEqualTo(new JournalChoice(folder == null ? null : Path.of(folder)));
    }

    @Test
    void flagsWinOverVariables() {
        Map<String, String> environment = Map.of("PARLEY_PORT", "9000", "PARLEY_HOST", "::1");

        Settings settings = Settings.parse(environment, Map.of("--port", "9001"));

        assertThat(settings.port()).isEqualTo(9001);
        assertThat(settings.host()).isEqualTo("::1");
    }

    @Test
    void emptyFlagTakesItsVariableBack() {
        Settings settings = Settings.parse(Map.of("PARLEY_PORT", "9000"), Map.of("--port", ""));

        assertThat(settings.port()).isEqualTo(8080);
    }

    @Test
    void emptyVariableIsNone() {
        assertThat(Settings.parse(Map.of("PARLEY_MODEL", "", "OPENAI_API_KEY", " ", "DATABASE_URL", ""), Map.of()))
                .isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @Test
    void everyLimitIsASetting() throws ReflectiveOperationException {
        for (RecordComponent component : ChatLimits.class.getRecordComponents()) {
            Object preset = component.getAccessor().invoke(ChatLimits.defaults());
            boolean duration = preset instanceof Duration;
            String variable = "PARLEY_LIMIT_"
                    + component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);

            ChatLimits limits = Settings.parse(Map.of(variable, duration ? "7m" : "77"), Map.of())
                    .limits();

            assertThat(component.getAccessor().invoke(limits))
                    .as(variable)
                    .isEqualTo(duration ? Duration.ofMinutes(7) : (Object) 77)
                    .isNotEqualTo(preset);
        }
    }

    @Test
    void limitsHaveFlags() {
        Settings settings = Settings.parse(
                Map.of(), Map.of("--limit-user-requests-per-minute", "0", "--limit-idle-until-paused", "PT90S"));

        assertThat(settings.limits())
                .isEqualTo(ChatLimits.defaults().toBuilder()
                        .userRequestsPerMinute(0)
                        .idleUntilPaused(Duration.ofSeconds(90))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PARLEY_PORT | http | PARLEY_PORT must be a whole number from 0 to 65535, not "http".
            PARLEY_PORT | 65536 | PARLEY_PORT must be a whole number from 0 to 65535, not "65536".
            PARLEY_STORAGE | disk | PARLEY_STORAGE must be memory or embedded, not "disk".
            DATABASE_URL | mysql://u:hush@h/d | DATABASE_URL must have the form postgresql://user:password@host:5432/database or jdbc:postgresql://host:5432/database.
            PARLEY_JWT_SECRET | hush | PARLEY_JWT_SECRET must have at least 32 bytes, but has 4.
            PARLEY_JWKS_URL | login.example.com | PARLEY_JWKS_URL must be a web address such as https://login.example.com/.well-known/jwks.json.
            PARLEY_JWKS_URL | https://u:hush@login.example.com/jwks | PARLEY_JWKS_URL must be a web address such as https://login.example.com/.well-known/jwks.json.
            PARLEY_LOG_FORMAT | xml | PARLEY_LOG_FORMAT must be text or json, not "xml".
            PARLEY_OFFLINE_DELAY_MS | -1 | PARLEY_OFFLINE_DELAY_MS must be a whole number from 0 to 60000, not "-1".
            PARLEY_ALLOWED_ORIGINS | example.com | PARLEY_ALLOWED_ORIGINS must be web origins such as https://chat.example.com or http://localhost:5173, not "example.com".
            PARLEY_TRUSTED_PROXIES | proxy.example.com | PARLEY_TRUSTED_PROXIES must be addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8 and fd00::/8, not "proxy.example.com".
            PARLEY_TRUSTED_PROXIES | 10.1.0.0/8 | PARLEY_TRUSTED_PROXIES must be addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8 and fd00::/8, not "10.1.0.0/8".
            OPENAI_BASE_URL | localhost:11434 | OPENAI_BASE_URL must be a web address such as http://127.0.0.1:11434/v1, not "localhost:11434".
            PARLEY_LIMIT_PAGE_SIZE | many | PARLEY_LIMIT_PAGE_SIZE must be a whole number from 0 to 2147483647, not "many".
            PARLEY_LIMIT_PAGE_SIZE | 0 | PARLEY_LIMIT_PAGE_SIZE must be at least 1, but is 0.
            PARLEY_LIMIT_CHAT_WAIT | soon | PARLEY_LIMIT_CHAT_WAIT must be a length of time up to 3650d, such as 30s, 5m, 24h or PT1H30M, not "soon".
            PARLEY_LIMIT_CHAT_WAIT | 0s | PARLEY_LIMIT_CHAT_WAIT must be longer than zero and at most 3650 days.
            PARLEY_ACCESS_LOG | yes | PARLEY_ACCESS_LOG must be on or off, not "yes".
            PARLEY_DRAIN_DELAY | 6m | PARLEY_DRAIN_DELAY must be at most 5m, not "6m".
            PARLEY_DELIVERY_MODE | both | PARLEY_DELIVERY_MODE must be parallel or fallback, not "both".
            PARLEY_DELIVERY_RETRIES | 11 | PARLEY_DELIVERY_RETRIES must be a whole number from 0 to 10, not "11".
            PARLEY_DELIVERY_TIMEOUT | 2h | PARLEY_DELIVERY_TIMEOUT must be above zero and at most 1h, not "2h".
            PARLEY_DELIVERY_TIMEOUT | 0s | PARLEY_DELIVERY_TIMEOUT must be above zero and at most 1h, not "0s".
            PARLEY_WEBHOOK_SECRET | hush | PARLEY_WEBHOOK_SECRET must be whsec_ and 24 to 64 random bytes in Base64, or up to five of these with commas; `openssl rand -base64 32` makes such bytes.
            PARLEY_WEBHOOK_PRIVATE | yes | PARLEY_WEBHOOK_PRIVATE must be on or off, not "yes".
            PARLEY_MANAGEMENT_PORT | off | PARLEY_MANAGEMENT_PORT must be a whole number from 0 to 65535, not "off".
            PARLEY_SMTP_URL | smtp.example.com:hush | PARLEY_SMTP_URL must be like smtps://user:password@smtp.example.com or smtp://user:password@smtp.example.com.
            PARLEY_SMTP_URL | smtps://u:hush@smtp.example.com | PARLEY_SMTP_URL needs PARLEY_PUBLIC_URL, too: the address at which people find this server, for links in mails.
            PARLEY_IMAP_URL | imaps://u:hush@imap.example.com | PARLEY_IMAP_URL needs PARLEY_SMTP_URL, too: without mails that go out none come in.
            PARLEY_PUBLIC_URL | chat.example.com | PARLEY_PUBLIC_URL must be a web address such as https://chat.example.com, not "chat.example.com".
            PARLEY_PUBLIC_URL | https://chat.example.com?x=y | PARLEY_PUBLIC_URL must be a web address such as https://chat.example.com, not "https://chat.example.com?x=y".
            PARLEY_LINK_SECRET | hush | PARLEY_LINK_SECRET must have at least 32 bytes, each one if there are several.
            PARLEY_EMAIL_FROM | agent | PARLEY_EMAIL_FROM must be an email address such as agent@example.com or Parley <agent@example.com>, not "agent".
            PARLEY_EMAIL_REPLY_TO | a+b@example.com | PARLEY_EMAIL_REPLY_TO must have 1 to 18 characters before the @, and no plus among them, not "a+b@example.com".
            PARLEY_PROT | 80 | There is no setting PARLEY_PROT; did you mean PARLEY_PORT?
            PARLEY_LIMIT_CHAT_WAITS | 5s | There is no setting PARLEY_LIMIT_CHAT_WAITS; did you mean PARLEY_LIMIT_CHAT_WAIT?
            PARLEY_WEATHER_FORECAST | sun | There is no setting PARLEY_WEATHER_FORECAST; parley --help lists all there are.
            """)
    void wrongSettingsEndWithOneSentence(String variable, String value, String sentence) {
        assertThat(refusal(Map.of(variable, value), Map.of())).isEqualTo(sentence);
    }

    @Test
    void keysOfAnIdentityProviderTakeThePlaceOfASecret() {
        String url = "https://login.example.com/.well-known/jwks.json";

        assertThat(Settings.parse(Map.of("PARLEY_JWKS_URL", url), Map.of()).tokenKeys())
                .isEqualTo(new KeySetAddress(URI.create(url)));
        assertThat(refusal(Map.of("PARLEY_JWKS_URL", url, "PARLEY_JWT_SECRET", SECRET), Map.of()))
                .isEqualTo(
                        "PARLEY_JWT_SECRET and PARLEY_JWKS_URL exclude each other: either Parley's own secret signs tokens,"
                                + " or an identity provider's keys do; set one of them.");
        assertThat(refusal(Map.of("PARLEY_JWT_SECRET", SECRET), Map.of("--jwks-url", url)))
                .startsWith("PARLEY_JWT_SECRET and --jwks-url exclude each other")
                .doesNotContain(SECRET);
    }

    @Test
    void wrongFlagsAreCalledByTheirNames() {
        assertThat(refusal(Map.of("PARLEY_PORT", "80"), Map.of("--port", "x")))
                .isEqualTo("--port must be a whole number from 0 to 65535, not \"x\".");
        assertThat(refusal(Map.of(), Map.of("--limit-page-size", "0")))
                .isEqualTo("--limit-page-size must be at least 1, but is 0.");
        assertThat(refusal(Map.of(), Map.of("--database-url", "mysql://u:hush@h/d")))
                .startsWith("--database-url must have the form ")
                .doesNotContain("hush");
    }

    @Test
    void wrongValueIsShownShortAndOnOneLine() {
        assertThat(refusal(Map.of("PARLEY_PORT", "1\n\u001b[31m" + "x".repeat(1000)), Map.of()))
                .isEqualTo("PARLEY_PORT must be a whole number from 0 to 65535, not \"1??[31m%s...\"."
                        .formatted("x".repeat(53)));
    }

    @Test
    void whatKubernetesTellsOfServicesIsNoSetting() {
        Map<String, String> links = Map.of(
                "PARLEY_PORT", "tcp://10.0.0.1:8080",
                "PARLEY_SERVICE_HOST", "10.0.0.1",
                "PARLEY_SERVICE_PORT", "8080",
                "PARLEY_SERVICE_PORT_HTTP", "8080",
                "PARLEY_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "PARLEY_PORT_8080_TCP_ADDR", "10.0.0.1",
                "PARLEY_WEB_PORT", "tcp://10.0.0.2:80");

        assertThat(Settings.parse(links, Map.of())).isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PARLEY_SLACK_BOT_TOKEN      | hush-token           | PARLEY_SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-.",
                "PARLEY_SLACK_BOT_TOKEN      | xapp-hush            | PARLEY_SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-.",
                "PARLEY_SLACK_APP_TOKEN      | xoxb-hush            | PARLEY_SLACK_APP_TOKEN must be an app-level token, which begins with xapp-.",
                "PARLEY_SLACK_SIGNING_SECRET | hush                 | PARLEY_SLACK_SIGNING_SECRET must be the signing secret, which has at least 16 characters and no spaces.",
                "PARLEY_SLACK_SIGNING_SECRET | hush-0123456789abcd  | PARLEY_SLACK_SIGNING_SECRET is of no use without PARLEY_SLACK_BOT_TOKEN; set that, too.",
                "PARLEY_SLACK_APP_TOKEN      | xapp-hush            | PARLEY_SLACK_APP_TOKEN is of no use without PARLEY_SLACK_BOT_TOKEN; set that, too.",
                "PARLEY_SLACK_BOT_TOKEN      | xoxb-hush            | With PARLEY_SLACK_BOT_TOKEN people are asked in Slack, but cannot answer; set PARLEY_SLACK_APP_TOKEN for Socket Mode, or PARLEY_SLACK_SIGNING_SECRET for an endpoint that Slack calls.",
                "PARLEY_LINK_SECRET        | hush                 | PARLEY_LINK_SECRET must have at least 32 bytes, each one if there are several.",
                "PARLEY_SLACK_API_URL        | https://slack.com/api | PARLEY_SLACK_API_URL must be a web address with a slash at its end, not \"https://slack.com/api\".",
            })
    void wrongSettingsOfSlackAreRefusedWithoutShowingSecrets(String variable, String value, String sentence) {
        Map<String, String> environment = variable.equals("PARLEY_SLACK_API_URL")
                ? Map.of(variable, value, "PARLEY_SLACK_BOT_TOKEN", "xoxb-1", "PARLEY_SLACK_APP_TOKEN", "xapp-1")
                : Map.of(variable, value);

        assertThat(refusal(environment, Map.of())).isEqualTo(sentence).doesNotContain("hush");
    }

    @Test
    void answersAreSignedByWhatIsSet() {
        Settings settings =
                Settings.parse(Map.of("PARLEY_LINK_SECRET", SECRET.replace(",", "") + "," + "x".repeat(32)), Map.of());

        assertThat(settings.channels().answers().secrets()).hasSize(2);
        assertThat(settings.toString()).doesNotContain("battery", "xxx");
    }

    @Test
    void variablesOfTheStartScriptAndTheChatAreKnown() {
        assertThat(Settings.parse(Map.of("PARLEY_JAVA_OPTS", "-Xmx1g", "PARLEY_TOKEN", "a.b.c"), Map.of()))
                .isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @Test
    void webhooksAreCalledOnceThereIsASecret() {
        String one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        String two = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        Settings settings = Settings.parse(
                Map.of("PARLEY_WEBHOOK_SECRET", one + ", " + two, "PARLEY_DELIVERY_TIMEOUT", "7s"), Map.of());
        WebhookSettings webhook = Objects.requireNonNull(settings.channels().webhook());

        assertThat(webhook.secrets()).hasSize(2);
        assertThat(webhook.privateToo()).isFalse();
        assertThat(webhook.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.toString()).doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(settings.rehearsing(new ModelChoice.Offline(Duration.ZERO)).channels())
                .isEqualTo(ChannelSettings.NONE);
    }

    @Test
    void secretsAreNotPrinted() {
        Settings settings = Settings.parse(
                Map.of(
                        "PARLEY_JWT_SECRET",
                        SECRET,
                        "OPENAI_API_KEY",
                        "sk-hush",
                        "GEMINI_API_KEY",
                        "hush-too",
                        "PARLEY_SLACK_BOT_TOKEN",
                        "xoxb-hush",
                        "PARLEY_SLACK_APP_TOKEN",
                        "xapp-hush",
                        "PARLEY_SLACK_SIGNING_SECRET",
                        "hush-of-enough-characters"),
                Map.of());

        assertThat(settings.tokenKeys()).isInstanceOf(TokenSecret.class);
        assertThat(settings.toString()).doesNotContain(SECRET, "hush");
        assertThat(settings.model().description()).doesNotContain("hush");
        assertThat(settings.tokenRules(settings.tokenKeys()).toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://parley:hush@db.example.com/parley",
                "postgresql://db.example.com/parley?user=parley&password=hush",
                "jdbc:postgresql://db.example.com/parley?user=parley&password=hush"
            })
    void passwordOfTheDatabaseIsNotPrinted(String url) {
        Settings settings = Settings.parse(Map.of("DATABASE_URL", url), Map.of());

        assertThat(settings.toString()).doesNotContain("hush");
        assertThat(settings.storage().description()).contains("db.example.com").doesNotContain("hush");
    }

    static Stream<Arguments> models() {
        URI local = URI.create("http://127.0.0.1:11434/v1");
        return Stream.of(
                Arguments.of(Map.of("OPENAI_API_KEY", "k"), OpenAiSettings.OPENAI, "k", "gpt-4.1-mini"),
                Arguments.of(
                        Map.of("OPENAI_API_KEY", "k", "PARLEY_MODEL", "gpt-x", "GEMINI_API_KEY", "g"),
                        OpenAiSettings.OPENAI,
                        "k",
                        "gpt-x"),
                Arguments.of(
                        Map.of("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1/", "PARLEY_MODEL", "llama3.2"),
                        local,
                        null,
                        "llama3.2"),
                Arguments.of(Map.of("GEMINI_API_KEY", "g"), OpenAiSettings.GEMINI, "g", "gemini-flash-latest"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelFollowsFromWhatIsSet(Map<String, String> environment, URI url, String key, String model) {
        assertThat(Settings.parse(environment, Map.of()).model())
                .isEqualTo(new ModelChoice.Remote(OpenAiSettings.of(url, key, model)));
    }

    @Test
    void modelKeepsToTheLimits() {
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY", "k",
                "PARLEY_LIMIT_MODEL_CONNECT", "1s",
                "PARLEY_LIMIT_MODEL_STALL", "2s",
                "PARLEY_LIMIT_MODEL_ANSWER", "3s");

        assertThat(Settings.parse(environment, Map.of()).model())
                .isEqualTo(new ModelChoice.Remote(new OpenAiSettings(
                        OpenAiSettings.OPENAI,
                        "k",
                        "gpt-4.1-mini",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3))));
    }

    @Test
    void keyThatIsNoneIsRefusedWithoutShowingIt() {
        assertThat(refusal(Map.of("OPENAI_API_KEY", "two words"), Map.of()))
                .isEqualTo("The API key contains characters that no key has; copy it again.");
    }

    @Test
    void tableIsComplete() {
        List<Setting<?>> all = SettingsTable.all();

        assertThat(all).extracting(Setting::variable).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(setting -> {
            assertThat(setting.variable()).matches("(PARLEY|DATABASE|OPENAI|GEMINI)(_[A-Z]+)+");
            assertThat(setting.flag()).matches("--[a-z]+(-[a-z]+)*");
            assertThat(setting.meaning()).matches("[A-Za-z].*[^.]");
            assertThat(setting.otherwise()).isNotBlank();
        });
    }

    @Test
    void presetsAreReadAsTheDefaults() {
        Map<String, String> presets = new HashMap<>();
        for (Setting<?> setting : SettingsTable.all()) {
            if (setting.preset() != null) {
                presets.put(setting.variable(), setting.preset());
            }
        }

        assertThat(Settings.parse(presets, Map.of())).isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @Test
    void readmeHasTheTable() throws IOException {
        Path readme = Path.of(System.getProperty("parley.root", ".."), "README.md");
        assumeTrue(Files.exists(readme), "no README");
        String text = Files.readString(readme);
        int begin = text.indexOf("<!-- settings -->");
        int end = text.indexOf("<!-- /settings -->");
        assumeTrue(begin >= 0 && end > begin, "the README has no table of settings yet");

        assertThat(text.substring(begin + "<!-- settings -->".length(), end).strip())
                .as("print it with ./parley settings")
                .isEqualTo(SettingsTable.markdown().strip());
    }

    private static String refusal(Map<String, String> environment, Map<String, String> flags) {
        SettingException refused =
                catchThrowableOfType(SettingException.class, () -> Settings.parse(environment, flags));
        assertThat(refused).isNotNull();
        assertThat(refused.getStackTrace()).isEmpty();
        return refused.sentence();
    }
}
