package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.SweepReport;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TelemetryContract;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrometerTelemetryTest implements TelemetryContract {
    private final PrometheusMetrics metrics = new PrometheusMetrics(
            new ModelLabels("openai", "gpt-4.1-mini", () -> Set.of("gpt-4.1", "gpt-4.1-mini")), "1.2.3");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Override
    public Telemetry telemetry() {
        return metrics.telemetry();
    }

    private String text() {
        return metrics.read(null).text();
    }

    /** The value of one line, by its name and labels. */
    private double value(String series) {
        return text().lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + series + " in\n" + text()));
    }

    @Test
    void modelCallsHaveTheNamesOfTheConventions() {
        telemetry()
                .modelCallEnded(new ModelCallReport(
                        null, Duration.ofSeconds(3), Duration.ofMillis(700), new TokenUsage(120, 30), null));
        telemetry()
                .modelCallEnded(new ModelCallReport(
                        "gpt-4.1", Duration.ofSeconds(1), null, TokenUsage.NONE, "model_rate_limited"));
        String usual =
                "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"gpt-4.1-mini\"";
        String named = usual.replace("-mini", "");

        assertThat(value("gen_ai_client_operation_duration_seconds_sum{error_type=\"\"," + usual + "}"))
                .isEqualTo(3);
        assertThat(value("gen_ai_client_operation_duration_seconds_count{error_type=\"model_rate_limited\"," + named
                        + "}"))
                .isOne();
        assertThat(value("gen_ai_client_operation_time_to_first_chunk_seconds_bucket{" + usual + ",le=\"1.28\"}"))
                .isOne();
        assertThat(value("gen_ai_client_operation_time_to_first_chunk_seconds_bucket{" + usual + ",le=\"0.64\"}"))
                .isZero();
        assertThat(value("gen_ai_client_token_usage_sum{" + usual + ",gen_ai_token_type=\"input\"}"))
                .isEqualTo(120);
        assertThat(value("gen_ai_client_token_usage_sum{" + usual + ",gen_ai_token_type=\"output\"}"))
                .isEqualTo(30);
        assertThat(text()).doesNotContain("time_to_first_chunk_seconds_count{" + named + "}");
    }

    @Test
    void modelThatIsNotConfiguredIsOneOfTheOthers() {
        telemetry()
                .modelCallEnded(new ModelCallReport(
                        "gpt-made-up", Duration.ofSeconds(1), null, TokenUsage.NONE, ModelCallReport.CANCELLED));

        assertThat(text())
                .contains("error_type=\"cancelled\"", "gen_ai_request_model=\"other\"")
                .doesNotContain("made-up");
    }

    @Test
    void whatHappensIsCounted() {
        Telemetry telemetry = telemetry();
        telemetry.requestEnded("GET /api/sessions/{session_id}", 404, Duration.ofMillis(20));
        telemetry.frameEnded("message", ErrorCode.QUEUE_FULL, Duration.ofMillis(3));
        telemetry.connectionOpened(Transport.SSE);
        telemetry.connectionClosed(Transport.SSE, "slow_reader", Duration.ofMinutes(1));
        telemetry.streamResumed(Transport.WEBSOCKET);
        telemetry.turnEnded(TurnStatus.FAILED, null);
        telemetry.turnEnded(TurnStatus.COMPLETED, Duration.ofSeconds(4));
        telemetry.toolCallEnded("list_tasks", false, Duration.ofMillis(5));
        telemetry.questionAsked();
        telemetry.questionAnswered(ChannelKind.WEB, Duration.ofMinutes(10));
        telemetry.deliveryTried(ChannelKind.EMAIL, SendOutcome.UNAVAILABLE, Duration.ofSeconds(3));
        telemetry.sweepEnded(new SweepReport(1, 2, 3, 4, 5, Duration.ofMillis(7)));
        telemetry.sweepFailed();
        telemetry.rateLimited("user");
        telemetry.authenticationRefused();

        assertThat(value("http_server_request_duration_seconds_bucket{http_request_method=\"GET\","
                        + "http_response_status_code=\"404\",http_route=\"/api/sessions/{session_id}\",le=\"0.025\"}"))
                .isOne();
        assertThat(value("parley_frame_duration_seconds_count{error_type=\"queue_full\",type=\"message\"}"))
                .isOne();
        assertThat(value("parley_connections_opened_total{transport=\"sse\"}")).isOne();
        assertThat(value("parley_connections_closed_total{reason=\"slow_reader\",transport=\"sse\"}"))
                .isOne();
        assertThat(value("parley_stream_resumes_total{transport=\"websocket\"}"))
                .isOne();
        assertThat(value("parley_turns_total{status=\"failed\"}")).isOne();
        assertThat(value("parley_turns_total{status=\"cancelled\"}")).isZero();
        assertThat(value("parley_turn_duration_seconds_sum{status=\"completed\"}"))
                .isEqualTo(4);
        assertThat(value("gen_ai_execute_tool_duration_seconds_count{error_type=\"\",gen_ai_tool_name=\"list_tasks\"}"))
                .isOne();
        assertThat(value("parley_feedback_questions_total{event=\"asked\"}")).isOne();
        assertThat(value("parley_feedback_wait_seconds_sum{channel=\"web\"}")).isEqualTo(600);
        assertThat(value("parley_delivery_duration_seconds_sum{channel=\"email\",outcome=\"unavailable\"}"))
                .isEqualTo(3);
        assertThat(value("parley_delivery_duration_seconds_count{channel=\"slack\",outcome=\"sent\"}"))
                .isZero();
        assertThat(value("parley_sweeps_total{outcome=\"done\"}")).isOne();
        assertThat(value("parley_sweeps_total{outcome=\"failed\"}")).isOne();
        assertThat(value("parley_sweeps_changes_total{change=\"purged\"}")).isEqualTo(4);
        assertThat(value("parley_sweeps_failures_total")).isEqualTo(5);
        assertThat(value("parley_rate_limited_total{bucket=\"user\"}")).isOne();
        assertThat(value("parley_authentication_refused_total")).isOne();
        assertThat(value("parley_build_info{version=\"1.2.3\"}")).isOne();
    }

    @Test
    void noLabelHasMoreThanItsShareOfValues() {
        for (int i = 0; i < 2_000; i++) {
            telemetry().toolCallEnded("tool-" + i, false, Duration.ZERO);
            telemetry().requestEnded("GET /" + i, 200, Duration.ZERO);
            telemetry().frameEnded("frame-" + i, null, Duration.ZERO);
            telemetry().connectionClosed(Transport.SSE, "reason-" + i, Duration.ZERO);
            telemetry().rateLimited("bucket-" + i);
        }

        assertThat(text().lines().filter(line -> line.contains("_seconds_count{") || line.contains("_total{")))
                .hasSizeLessThan(700);
        assertThat(text()).contains("gen_ai_tool_name=\"other\"", "http_route=\"other\"", "reason=\"other\"");
    }

    @Test
    void machineIsMeasuredToo() {
        metrics.watchMachine();

        assertThat(text().lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2]))
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "process_files_open_files")
                .doesNotHaveDuplicates();
    }

    @Test
    void openMetricsIsGivenToThoseWhoAcceptIt() {
        PrometheusMetrics.Exposition open = metrics.read(
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5,*/*;q=0.1");

        assertThat(open.contentType()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.text()).endsWith("# EOF\n");
        for (String accept : Arrays.asList(null, "*/*", "text/html", "application/vnd.google.protobuf")) {
            PrometheusMetrics.Exposition plain = metrics.read(accept);
            assertThat(plain.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(plain.text()).startsWith("# HELP ").doesNotContain("# EOF");
        }
    }
}
