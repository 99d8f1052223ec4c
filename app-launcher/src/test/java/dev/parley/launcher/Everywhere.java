package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.ChannelSettings;
import dev.parley.launcher.settings.Settings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;

/** A server as people run it, with email and Slack, and what people see of it. */
final class Everywhere implements AutoCloseable {
    private static final Pattern LINK = Pattern.compile("https://chat\\.example\\.com(/answer/[^\\s?]+)");

    final PostOffice post = new PostOffice();
    final SlackRoom slack = new SlackRoom();
    final HttpClient http = HttpClient.newHttpClient();
    private final TokenRules rules;
    private final Wiring wiring;
    private final RestClient admin;

    /**
     * @param smtp where mails go out
     * @param deliveries how often and how soon they are tried
     */
    private Everywhere(Path folder, String smtp, DeliverySettings deliveries) throws InterruptedException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PARLEY_PORT",
                "0",
                "PARLEY_STORAGE",
                "memory",
                "PARLEY_MODEL",
                "offline",
                "PARLEY_DATA_DIR",
                folder.toString(),
                "PARLEY_PUBLIC_URL",
                "https://chat.example.com",
                "PARLEY_EMAIL_FROM",
                PostOffice.AGENT,
                "PARLEY_SMTP_URL",
                smtp.isEmpty() ? post.smtp() : smtp,
                "PARLEY_IMAP_URL",
                post.imap()));
        variables.putAll(Map.of(
                "PARLEY_SLACK_BOT_TOKEN", "xoxb-1",
                "PARLEY_SLACK_SIGNING_SECRET", SlackRoom.SIGNING_SECRET,
                "PARLEY_SLACK_API_URL", slack.api().toString(),
                "PARLEY_OFFLINE_DELAY_MS", "0",
                "PARLEY_LIMIT_USER_REQUESTS_PER_MINUTE", "0",
                "PARLEY_LIMIT_CHANNEL_REQUESTS_PER_MINUTE", "0",
                "PARLEY_LIMIT_SESSION_REQUESTS_PER_MINUTE", "0",
                "PARLEY_LIMIT_USER_READS_PER_MINUTE", "0",
                // Looks for what is due twice in a second.
                "PARLEY_LIMIT_LEASE", "PT1.5S"));
        Settings settings = delivering(Settings.parse(variables, Map.of()), deliveries);
        rules = Tokens.rules(settings);
        wiring = new Wiring(settings, rules);
        admin = client("root", Role.ADMIN);
    }

    static Everywhere start(Path folder) throws InterruptedException {
        return new Everywhere(folder, "", DeliverySettings.defaults());
    }

    static Everywhere start(Path folder, String smtp, DeliverySettings deliveries) throws InterruptedException {
        return new Everywhere(folder, smtp, deliveries);
    }

    /** The same settings, but for how often and how soon messages are tried. */
    static Settings delivering(Settings read, DeliverySettings deliveries) {
        ChannelSettings channels = read.channels();
        return new Settings(
                read.host(),
                read.port(),
                read.allowedOrigins(),
                read.trustedProxies(),
                read.storage(),
                read.databaseConnections(),
                read.dataFolder(),
                read.tokenKeys(),
                read.tokenIssuer(),
                read.tokenAudience(),
                read.model(),
                read.profiles(),
                read.journal(),
                read.logFormat(),
                read.logLevel(),
                new ChannelSettings(
                        deliveries, channels.answers(), channels.email(), channels.slack(), channels.webhook()),
                read.operations(),
                read.limits());
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    URI server() {
        return URI.create("http://127.0.0.1:" + wiring.port());
    }

    /** The paths of what is served beside the routes. */
    List<String> mounts() {
        return wiring.mounts();
    }

    /** A token that was made at some time and lives for an hour. */
    String token(String user, Instant made) {
        return new TokenMint(rules, () -> made).mint(new UserId(user), Role.VIEWER, Duration.ofHours(1));
    }

    RestClient admin() {
        return admin;
    }

    private RestClient client(String user, Role role) {
        String token = new TokenMint(rules, InstantSource.system()).mint(new UserId(user), role, Duration.ofHours(1));
        return new RestClient(http, this::server, token);
    }

    /** Somebody who is reached by email first and in Slack second. */
    Person person(String name) {
        Person person =
                new Person(name, name + "@example.com", "U" + name.toUpperCase(Locale.ROOT), client(name, Role.VIEWER));
        Map.of("email", person.email(), "slack", person.member())
                .forEach((kind, address) -> admin.insist(
                        "PUT",
                        "/api/users/" + name + "/channels/" + kind,
                        "{\"address\":\"%s\",\"verified\":true,\"priority\":%d}"
                                .formatted(address, kind.equals("email") ? 1 : 2),
                        200));
        return person;
    }

    /** @param member their id in Slack */
    record Person(String name, String email, String member, RestClient client) {}

    /** A question that was brought to a person. */
    record Asked(Person person, String session, String id) {
        String path() {
            return "/api/sessions/" + session + "/feedback/" + id;
        }

        JsonNode look() {
            return person.client().get(path()).path("request");
        }

        boolean isOpen() {
            return look().path("status").asText().equals("pending");
        }

        /** The states of the deliveries by their channels. */
        Map<String, String> deliveries() {
            Map<String, String> states = new HashMap<>();
            look().path("deliveries")
                    .forEach(delivery -> states.put(
                            delivery.path("channel").asText(),
                            delivery.path("status").asText()));
            return states;
        }

        long answeredEvents() {
            long found = 0;
            for (JsonNode frame : person.client()
                    .get("/api/sessions/" + session + "/events?after=0&limit=100")
                    .path("items")) {
                if (frame.at("/event/type").asText().equals("feedback.answered")) {
                    found++;
                }
            }
            return found;
        }
    }

    Asked ask(Person person, String question, String kind, String mode) {
        String session = person.client().startSession();
        String id = person.client()
                .insist(
                        "POST",
                        "/api/sessions/" + session + "/feedback",
                        "{\"question\":\"%s\",\"kind\":%s,\"delivery\":{\"mode\":\"%s\"}}"
                                .formatted(question, kind, mode),
                        201)
                .path("request_id")
                .asText();
        return new Asked(person, session, id);
    }

    /** The mail with the question, the first that came to a person. */
    MimeMessage mail(Person person) {
        List<MimeMessage> mails = eventually().until(() -> post.mailsTo(person.email()), found -> !found.isEmpty());
        return mails.getFirst();
    }

    /** Where the links in a mail lead to on the server. */
    static String link(MimeMessage mail) {
        Matcher link = LINK.matcher(PostOffice.text(mail));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    /** The message with the question as it was sent, the first that a person got in Slack. */
    SlackRoom.Shown message(Person person) {
        return eventually().until(() -> slack.firstTo(person.member()), Objects::nonNull);
    }

    HttpResponse<String> open(String link) throws Exception {
        return http.send(HttpRequest.newBuilder(server().resolve(link)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends the form of the page behind a link. */
    HttpResponse<String> submit(String link, String form) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server().resolve(link))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Something that somebody did in Slack. */
    HttpResponse<String> send(String payload) throws Exception {
        return SlackRoom.send(http, server(), payload, SlackRoom.SIGNING_SECRET, Instant.now());
    }

    /** The same; the status. */
    int tell(String payload) throws Exception {
        return send(payload).statusCode();
    }

    @Override
    public void close() {
        wiring.close();
        slack.close();
        post.close();
        http.close();
    }
}
