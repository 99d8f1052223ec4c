package dev.parley.launcher.settings;

import dev.parley.persistence.DatabaseUrl;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.http.Origins;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** All settings there are, in the order in which people see them. */
public final class SettingsTable {
    static final Setting<String> HOST =
            Setting.of("PARLEY_HOST", "ADDRESS", "127.0.0.1", "the address to listen on", Function.identity());

    static final Setting<Integer> PORT = Setting.of(
            "PARLEY_PORT", "PORT", "8080", "the port to listen on; 0 = any free one", Parsers.number(0, 65_535));

    static final Setting<Origins> ALLOWED_ORIGINS = Setting.optional(
            "PARLEY_ALLOWED_ORIGINS",
            "ORIGINS",
            "none",
            "comma-separated web origins that may connect, such as https://chat.example.com",
            SettingsTable::origins);

    static final Setting<TrustedProxies> TRUSTED_PROXIES = Setting.optional(
            "PARLEY_TRUSTED_PROXIES",
            "ADDRESSES",
            "none",
            "comma-separated addresses and ranges of proxies whose X-Forwarded-For and X-Forwarded-Proto count, such as 10.0.0.0/8",
            SettingsTable::proxies);

    static final Setting<StorageChoice> STORAGE = Setting.of(
            "PARLEY_STORAGE",
            "STORAGE",
            "embedded",
            "where sessions are kept; embedded: in a PostgreSQL of Parley's own, in the data folder; memory: in the process, gone when it ends",
            SettingsTable::storage);

    static final Setting<Path> DATA_DIR = Setting.of(
            "PARLEY_DATA_DIR", "FOLDER", "./parley-data", "the folder for what Parley keeps on disk", Parsers::path);

    static final Setting<TokenSecret> JWT_SECRET = Setting.secret(
            "PARLEY_JWT_SECRET",
            "SECRET",
            "made once and kept in the data folder",
            "signs tokens (HS256); at least 32 bytes; it or PARLEY_JWKS_URL is required unless only this machine can connect",
            SettingsTable::tokenSecret);

    static final Setting<KeySetAddress> JWKS_URL = Setting.secret(
            "PARLEY_JWKS_URL",
            "URL",
            "none",
            "where an identity provider publishes the keys of its tokens (RS256, ES256, EdDSA); takes the place of PARLEY_JWT_SECRET",
            SettingsTable::keySet);

    static final Setting<String> JWT_ISSUER = Setting.optional(
            "PARLEY_JWT_ISSUER", "NAME", "any", "what the claim iss of tokens must be", Function.identity());

    static final Setting<String> JWT_AUDIENCE = Setting.optional(
            "PARLEY_JWT_AUDIENCE", "NAME", "any", "what the claim aud of tokens must contain", Function.identity());

    static final Setting<String> OPENAI_API_KEY = Setting.secret(
            "OPENAI_API_KEY", "KEY", "none", "the key for OpenAI or a compatible server", Function.identity());

    static final Setting<URI> OPENAI_BASE_URL = Setting.optional(
            "OPENAI_BASE_URL",
            "URL",
            "OpenAI's",
            "an OpenAI-compatible server, such as http://127.0.0.1:11434/v1; needs no key if the server needs none",
            Parsers::webAddress);

    static final Setting<String> GEMINI_API_KEY = Setting.secret(
            "GEMINI_API_KEY",
            "KEY",
            "none",
            "the key for Google's Gemini; counts if nothing of OpenAI is set",
            Function.identity());

    static final Setting<String> MODEL = Setting.optional(
            "PARLEY_MODEL",
            "NAME",
            ModelSettings.OPENAI_MODEL + ", with Gemini " + ModelSettings.GEMINI_MODEL,
            "the model that answers",
            Function.identity());

    static final Setting<Integer> OFFLINE_DELAY_MS = Setting.of(
            "PARLEY_OFFLINE_DELAY_MS",
            "MILLISECONDS",
            "20",
            "time per word of the offline demo, which answers when neither a key nor a base URL is set",
            Parsers.number(0, 60_000));

    static final Setting<Path> PROFILES = Setting.optional(
            "PARLEY_PROFILES",
            "FILE",
            "one built-in profile",
            "a YAML file of agent profiles and tool servers, see docs/profiles.md; read again when it changes",
            Parsers::path);

    static final Setting<JournalChoice> JOURNAL_DIR = Setting.optional(
            "PARLEY_JOURNAL_DIR",
            "FOLDER",
            "journal in the data folder, with the embedded storage; else off",
            "where all events are written to, in daily files of JSON lines; off = nowhere",
            JournalChoice::parse);

    static final Setting<LogFormat> LOG_FORMAT = Setting.of(
            "PARLEY_LOG_FORMAT",
            "FORMAT",
            "text",
            "how log lines look: text or json; they go to the standard error",
            Parsers.oneOf(LogFormat.class));

    static final Setting<LogLevel> LOG_LEVEL = Setting.of(
            "PARLEY_LOG_LEVEL",
            "LEVEL",
            "info",
            "what is logged: debug, info, warn or error",
            Parsers.oneOf(LogLevel.class));

    static final Setting<DatabaseUrl> DATABASE_URL = Setting.secret(
            "DATABASE_URL",
            "URL",
            "none",
            "a PostgreSQL to keep sessions in, such as postgresql://user:password@host:5432/parley; wins over PARLEY_STORAGE",
            SettingsTable::database);

    static final Setting<Integer> DATABASE_CONNECTIONS = Setting.of(
            "PARLEY_DATABASE_CONNECTIONS",
            "NUMBER",
            "10",
            "most connections to the database, beside one that listens",
            Parsers.number(2, 1_000));

    private static final List<Setting<?>> ALL = Stream.concat(
                    Stream.of(
                            HOST,
                            PORT,
                            ALLOWED_ORIGINS,
                            TRUSTED_PROXIES,
                            STORAGE,
                            DATABASE_URL,
                            DATABASE_CONNECTIONS,
                            DATA_DIR,
                            JWT_SECRET,
                            JWKS_URL,
                            JWT_ISSUER,
                            JWT_AUDIENCE,
                            OPENAI_API_KEY,
                            OPENAI_BASE_URL,
                            GEMINI_API_KEY,
                            MODEL,
                            OFFLINE_DELAY_MS,
                            PROFILES,
                            JOURNAL_DIR,
                            LOG_FORMAT,
                            LOG_LEVEL),
                    Stream.of(AnswerSettings.ALL, SlackVariables.ALL, OperationSettings.ALL, LimitSettings.ALL)
                            .flatMap(List::stream))
            .toList();

    private SettingsTable() {}

    public static List<Setting<?>> all() {
        return ALL;
    }

    /** The settings that matter where tokens are made. */
    public static Set<Setting<?>> ofTokens() {
        return Set.of(DATA_DIR, JWT_SECRET, JWKS_URL, JWT_ISSUER, JWT_AUDIENCE);
    }

    /** The settings that tell where a server of this machine is, and who may use it. */
    public static Set<Setting<?>> ofChats() {
        return Set.of(HOST, PORT, DATA_DIR, JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE);
    }

    /** The table as Markdown, for the README. */
    public static String markdown() {
        StringBuilder table = new StringBuilder("| variable | flag | meaning | default |\n|---|---|---|---|\n");
        for (Setting<?> setting : ALL) {
            table.append("| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            setting.variable(),
                            setting.flag(),
                            setting.meaning(),
                            setting.preset() == null ? setting.otherwise() : "`" + setting.preset() + "`"));
        }
        return table.toString();
    }

    private static StorageChoice storage(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "memory" -> new StorageChoice.Memory();
            case "embedded" -> new StorageChoice.Embedded();
            default -> throw new IllegalArgumentException("must be memory or embedded");
        };
    }

    private static DatabaseUrl database(String text) {
        try {
            return DatabaseUrl.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "must have the form postgresql://user:password@host:5432/database or jdbc:postgresql://host:5432/database",
                    wrong);
        }
    }

    private static Origins origins(String text) {
        try {
            return new Origins(Parsers.names(text));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "must be web origins such as https://chat.example.com or http://localhost:5173", wrong);
        }
    }

    private static TrustedProxies proxies(String text) {
        try {
            return TrustedProxies.parse(Parsers.names(text));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "must be addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8 and fd00::/8", wrong);
        }
    }

    private static KeySetAddress keySet(String text) {
        try {
            return new KeySetAddress(Parsers.webAddress(text));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "must be a web address such as https://login.example.com/.well-known/jwks.json", wrong);
        }
    }

    private static TokenSecret tokenSecret(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < TokenSecret.MINIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "must have at least %d bytes, but has %d".formatted(TokenSecret.MINIMUM_BYTES, bytes));
        }
        return TokenSecret.of(text);
    }
}
