package dev.parley.launcher.settings;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.http.Origins;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was set, parsed and checked. Prints no secrets.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 is any free port
 * @param allowedOrigins pages from elsewhere that may connect
 * @param trustedProxies whose word counts for where requests come from
 * @param databaseConnections most connections to a database
 * @param dataFolder where files are kept; may not exist yet
 * @param tokenKeys with what tokens are signed; null if nothing was configured
 * @param tokenIssuer what the claim {@code iss} must be; null for anything
 * @param tokenAudience what the claim {@code aud} must contain; null for anything
 * @param profiles a file of profiles; null for the built-in ones
 * @param journal where all events are written to
 * @param channels how questions get to people who are not looking at the chat
 * @param operations what those who run the server set for themselves
 */
public record Settings(
        String host,
        int port,
        Origins allowedOrigins,
        TrustedProxies trustedProxies,
        StorageChoice storage,
        int databaseConnections,
        Path dataFolder,
        @Nullable TokenKeys tokenKeys,
        @Nullable String tokenIssuer,
        @Nullable String tokenAudience,
        ModelChoice model,
        @Nullable Path profiles,
        JournalChoice journal,
        LogFormat logFormat,
        LogLevel logLevel,
        ChannelSettings channels,
        OperationSettings operations,
        ChatLimits limits) {
    private static final String PREFIX = "PARLEY_";

    /** What the start scripts and the chat in the terminal read. */
    private static final Set<String> OF_OTHERS = Set.of("PARLEY_JAVA_OPTS", "PARLEY_AOT_CACHE", "PARLEY_TOKEN");

    /**
     * Kubernetes tells every container about services, and what it tells of a service whose name begins with parley looks like settings:
     * {@code PARLEY_PORT=tcp://10.0.0.1:8080}.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "PARLEY_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.+)?)=.*|PARLEY_(.+_)?PORT=(tcp|udp|sctp)://.*");

    /**
     * @param environment all environment variables
     * @param flags by their names, such as {@code --port}; all of them are in the table
     * @throws SettingException for the first setting that is unknown or wrong
     */
    public static Settings parse(Map<String, String> environment, Map<String, String> flags) {
        Map<String, String> variables = withoutServiceLinks(environment);
        refuseUnknown(variables.keySet());
        Values values = new Values(variables, flags);
        ChatLimits limits = LimitSettings.read(values);
        StorageChoice storage = values.find(SettingsTable.DATABASE_URL)
                .<StorageChoice>map(StorageChoice.External::new)
                .orElseGet(() -> values.get(SettingsTable.STORAGE));
        Path dataFolder = values.get(SettingsTable.DATA_DIR);
        return new Settings(
                values.get(SettingsTable.HOST),
                values.get(SettingsTable.PORT),
                values.find(SettingsTable.ALLOWED_ORIGINS).orElse(new Origins(Set.of())),
                values.find(SettingsTable.TRUSTED_PROXIES).orElse(TrustedProxies.NONE),
                storage,
                values.get(SettingsTable.DATABASE_CONNECTIONS),
                dataFolder,
                tokenKeys(values),
                values.find(SettingsTable.JWT_ISSUER).orElse(null),
                values.find(SettingsTable.JWT_AUDIENCE).orElse(null),
                ModelSettings.read(values, limits),
                values.find(SettingsTable.PROFILES).orElse(null),
                values.find(SettingsTable.JOURNAL_DIR).orElseGet(() -> JournalChoice.usual(storage, dataFolder)),
                values.get(SettingsTable.LOG_FORMAT),
                values.get(SettingsTable.LOG_LEVEL),
                ChannelSettings.read(values),
                OperationSettings.read(values),
                limits);
    }

    /**
     * For a rehearsal: with this model, without reaching anybody, with nothing for those who run a server, and without limits of requests in a
     * minute, since its clients are in more of a hurry than people.
     */
    public Settings rehearsing(ModelChoice choice) {
        return new Settings(
                host,
                port,
                allowedOrigins,
                trustedProxies,
                storage,
                databaseConnections,
                dataFolder,
                tokenKeys,
                tokenIssuer,
                tokenAudience,
                choice,
                profiles,
                journal,
                logFormat,
                logLevel,
                ChannelSettings.NONE,
                OperationSettings.DEFAULT,
                limits.toBuilder()
                        .userRequestsPerMinute(0)
                        .channelRequestsPerMinute(0)
                        .sessionRequestsPerMinute(0)
                        .userReadsPerMinute(0)
                        .build());
    }

    /** What makes a token valid, signed with these keys. */
    public TokenRules tokenRules(TokenKeys keys) {
        return new TokenRules(keys, tokenIssuer, tokenAudience);
    }

    private static @Nullable TokenKeys tokenKeys(Values values) {
        TokenKeys secret = values.find(SettingsTable.JWT_SECRET).orElse(null);
        TokenKeys published = values.find(SettingsTable.JWKS_URL).orElse(null);
        if (secret != null && published != null) {
            throw new SettingException(
                    "%s and %s exclude each other: either Parley's own secret signs tokens, or an identity provider's keys do; set one of them."
                            .formatted(values.nameOf(SettingsTable.JWT_SECRET), values.nameOf(SettingsTable.JWKS_URL)));
        }
        return secret != null ? secret : published;
    }

    private static Map<String, String> withoutServiceLinks(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> !SERVICE_LINK
                        .matcher(variable.getKey() + "=" + variable.getValue())
                        .matches())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void refuseUnknown(Set<String> variables) {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        SettingsTable.all().forEach(setting -> known.add(setting.variable()));
        for (String variable : new TreeSet<>(variables)) {
            if (variable.startsWith(PREFIX) && !known.contains(variable)) {
                throw new SettingException(
                        "There is no setting " + variable + Suggestion.afterUnknown(variable, known));
            }
        }
    }
}
