package dev.parley.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.port.TelemetryContract;
import dev.parley.metrics.ModelLabels;
import dev.parley.metrics.PrometheusMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples for deployment, and the page about operations, name nothing that there is not. */
class DeploymentFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("parley.root", ".."));

    /** What a node shows only when it runs, or in time. */
    private static final Set<String> OF_A_NODE = Set.of(
            "parley_connections",
            "parley_database_connections",
            "parley_database_connections_waiting",
            "parley_feedback_pending",
            "parley_journal_dropped_total",
            "parley_model_ready",
            "parley_sessions",
            "parley_sessions_live",
            "parley_telemetry_dropped_total",
            "parley_turns_running");

    @BeforeAll
    static void requireSources() {
        assumeTrue(Files.isDirectory(ROOT.resolve("docs/deploy")), "no docs");
    }

    private static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    private static String examples() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/deploy"))) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyVariableIsASetting() throws IOException {
        Set<String> known =
                SettingsTable.all().stream().map(Setting::variable).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(Set.of("PARLEY_JAVA_OPTS", "PARLEY_AOT_CACHE"));
        Set<String> named = found("\\b(PARLEY|OPENAI|GEMINI)_[A-Z_]+\\b|\\bDATABASE_URL\\b", examples());
        named.addAll(found("\\b(PARLEY|OPENAI|GEMINI)_[A-Z_]+\\b", text("docs/operations.md")));

        assertThat(named).hasSizeGreaterThan(8);
        assertThat(known).containsAll(named);
    }

    @Test
    void settingsOfTheUnitAndTheImageAreUnderstood() throws IOException {
        for (String file :
                new String[] {"docs/deploy/parley.env", "docs/deploy/parley.service", "docs/deploy/Dockerfile"}) {
            Map<String, String> environment = new HashMap<>();
            Pattern.compile("(?m)(?:^|Environment=|ENV |    )(PARLEY_[A-Z_]+)=(\\S*)")
                    .matcher(text(file))
                    .results()
                    .forEach(set -> environment.put(set.group(1), set.group(2)));

            assertThat(environment).as(file).isNotEmpty();
            assertThat(Settings.parse(environment, Map.of()).port()).isEqualTo(8080);
        }
    }

    @Test
    void everyPathIsInTheSources() throws IOException {
        String dockerfile = text("docs/deploy/Dockerfile");

        assertThat(dockerfile).contains("COPY --from=build /src/app-launcher/target/parley /opt/parley");
        assertThat(ROOT.resolve("app-launcher/src/main/dist/bin/parley")).exists();
        assertThat(text("app-launcher/src/main/dist/bin/parley")).contains("--prepare");
        for (String profile : new String[] {"quick", "distribution"}) {
            assertThat(dockerfile).contains(profile);
            assertThat(text("pom.xml")).contains("<id>" + profile + "</id>");
        }
        assertThat(found(
                        "(?<=\\]\\(deploy/)[a-z.-]+", text("docs/operations.md").toLowerCase(Locale.ROOT)))
                .hasSize(6);
        for (String link : found("(?<=\\]\\()deploy/[A-Za-z.-]+", text("docs/operations.md"))) {
            assertThat(ROOT.resolve("docs").resolve(link)).exists();
        }
    }

    @Test
    void everyMetricOfTheAlertsAndOfThePageIsMeasured() throws IOException {
        Set<String> measured = new TreeSet<>(OF_A_NODE);
        measured.addAll(Set.of("parley_database_connections_max"));
        try (PrometheusMetrics metrics = new PrometheusMetrics(new ModelLabels("openai", "word", Set::of), "1")) {
            TelemetryContract.tellAll(metrics.telemetry(), Duration.ofSeconds(1), "word");
            String text = metrics.read(null).text();
            measured.addAll(found("(?m)^[a-z_]+(?=[ {])", text));
        }
        String alerts = text("docs/deploy/parley-alerts.yml");
        Set<String> watched =
                found("\\b(parley|gen_ai|http)_[a-z_]+(_total|_bucket|_count|_ready|_waiting)\\b", alerts);
        Set<String> told = found(
                "(?<=`)(parley|gen_ai|http)_[a-z_]+(_total|_seconds|_usage|_info|_ready|_live|_running)(?=`)",
                text("docs/operations.md"));

        assertThat(watched).hasSizeGreaterThan(9);
        assertThat(measured).containsAll(watched);
        assertThat(told).hasSizeGreaterThan(15);
        assertThat(told)
                .allMatch(name -> measured.contains(name)
                        || measured.contains(name + "_count")
                        || measured.contains(name + "_bucket"));
    }

    @Test
    void unitWaitsForTheLongestEnd() throws IOException {
        MatchResult stop = Pattern.compile("TimeoutStopSec=(\\d+)")
                .matcher(text("docs/deploy/parley.service"))
                .results()
                .findFirst()
                .orElseThrow();
        MatchResult delay = Pattern.compile("PARLEY_DRAIN_DELAY=(\\d+)s")
                .matcher(text("docs/deploy/parley.env"))
                .results()
                .findFirst()
                .orElseThrow();

        assertThat(Integer.parseInt(stop.group(1))).isGreaterThan(25 + Integer.parseInt(delay.group(1)));
    }
}
