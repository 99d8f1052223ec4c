package dev.parley.web.json;

import dev.parley.application.OverviewReport;
import dev.parley.application.port.DurationSummary;
import dev.parley.application.port.PendingQuestions;
import dev.parley.application.telemetry.Deed;
import dev.parley.application.telemetry.NodeActivity;
import dev.parley.application.telemetry.Tally;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the server is used: what the storage knows of all nodes, and what this one knows of itself. */
public record OverviewJson(Instant at, @Nullable SystemJson system, NodeJson node) {
    public static OverviewJson from(OverviewReport report) {
        OverviewReport.OfSystem system = report.system();
        return new OverviewJson(
                report.at(), system == null ? null : SystemJson.from(system), NodeJson.from(report.node()));
    }

    /** What the storage knows, of all nodes. */
    public record SystemJson(
            Instant countedAt,
            SessionsJson sessions,
            OpenTurnsJson turns,
            QuestionsJson questions,
            List<UsageReportJson.ItemJson> usage) {
        static SystemJson from(OverviewReport.OfSystem system) {
            return new SystemJson(
                    system.at(),
                    SessionsJson.from(system.sessions()),
                    OpenTurnsJson.from(system.openTurns()),
                    QuestionsJson.from(system.questions(), system.asked()),
                    system.usage().stream().map(UsageReportJson.ItemJson::from).toList());
        }
    }

    /** Sessions that are not deleted, by status. */
    public record SessionsJson(long initializing, long active, long paused, long completed, long expired) {
        static SessionsJson from(Map<SessionStatus, Long> counts) {
            return new SessionsJson(
                    counts.getOrDefault(SessionStatus.INITIALIZING, 0L),
                    counts.getOrDefault(SessionStatus.ACTIVE, 0L),
                    counts.getOrDefault(SessionStatus.PAUSED, 0L),
                    counts.getOrDefault(SessionStatus.COMPLETED, 0L),
                    counts.getOrDefault(SessionStatus.EXPIRED, 0L));
        }
    }

    /** Turns that have not ended, by status. */
    public record OpenTurnsJson(long queued, long running, long awaitingFeedback) {
        static OpenTurnsJson from(Map<TurnStatus, Long> counts) {
            return new OpenTurnsJson(
                    counts.getOrDefault(TurnStatus.QUEUED, 0L),
                    counts.getOrDefault(TurnStatus.RUNNING, 0L),
                    counts.getOrDefault(TurnStatus.AWAITING_FEEDBACK, 0L));
        }
    }

    /** Questions that wait for an answer. */
    public record QuestionsJson(
            long waiting,
            boolean complete,
            @Nullable Instant oldestAt,
            List<AgeJson> byAge,
            List<ChannelJson> byChannel) {
        static QuestionsJson from(PendingQuestions questions, Map<ChannelKind, Long> asked) {
            List<AgeJson> ages = new ArrayList<>();
            for (int band = 0; band < questions.byAge().size(); band++) {
                Duration before = band < OverviewReport.AGES.size() ? OverviewReport.AGES.get(band) : null;
                ages.add(new AgeJson(
                        before == null ? null : before.toSeconds(),
                        questions.byAge().get(band)));
            }
            // Every question waits on the web, whatever other channels it went out on.
            return new QuestionsJson(
                    questions.counted(),
                    questions.complete(),
                    questions.oldest(),
                    ages,
                    Stream.concat(
                                    Stream.of(new ChannelJson(ChannelKind.WEB.wireName(), questions.counted())),
                                    new TreeMap<>(asked)
                                            .entrySet().stream()
                                                    .map(each -> new ChannelJson(
                                                            each.getKey().wireName(), each.getValue())))
                            .toList());
        }
    }

    /** Questions of one age. */
    public record AgeJson(@Nullable Long underSeconds, long waiting) {}

    /** Questions on one channel. */
    public record ChannelJson(@OneOf(ChannelKind.class) String channel, long waiting) {}

    /** What a node knows of itself. */
    public record NodeJson(
            Instant startedAt,
            int runningTurns,
            int openSessions,
            @Nullable ConnectionsJson connections,
            TallyJson total,
            TallyJson lastHour,
            List<MinuteJson> minutes) {
        static NodeJson from(OverviewReport.OfNode node) {
            NodeActivity.Report activity = node.activity();
            Map<Transport, Integer> open = node.connections();
            return new NodeJson(
                    activity.since(),
                    node.runningTurns(),
                    node.openFeeds(),
                    open == null ? null : ConnectionsJson.from(open),
                    TallyJson.from(activity.total()),
                    TallyJson.from(activity.hour()),
                    activity.minutes().stream().map(MinuteJson::from).toList());
        }
    }

    /** Connections that stay open, by transport. */
    public record ConnectionsJson(int websocket, int sse) {
        static ConnectionsJson from(Map<Transport, Integer> open) {
            return new ConnectionsJson(open.getOrDefault(Transport.WEBSOCKET, 0), open.getOrDefault(Transport.SSE, 0));
        }
    }

    /** What a node did in some time. */
    public record TallyJson(
            long turnsCompleted,
            long turnsFailed,
            long turnsCancelled,
            TimesJson turnTimes,
            TimesJson firstTextTimes,
            long modelCalls,
            long modelCallsFailed,
            long toolCalls,
            long toolCallsFailed,
            long promptTokens,
            long completionTokens,
            long questionsAsked,
            long questionsAnswered,
            long questionsExpired,
            long questionsCancelled,
            long websocketResumes,
            long sseResumes,
            long serverErrors,
            long sweepsFailed,
            long rateLimited,
            long authenticationRefused) {
        static TallyJson from(Tally tally) {
            return new TallyJson(
                    tally.count(Deed.TURN_COMPLETED),
                    tally.count(Deed.TURN_FAILED),
                    tally.count(Deed.TURN_CANCELLED),
                    TimesJson.from(tally.turnTimes()),
                    TimesJson.from(tally.firstTextTimes()),
                    tally.count(Deed.MODEL_CALL),
                    tally.count(Deed.MODEL_CALL_FAILED),
                    tally.count(Deed.TOOL_CALL),
                    tally.count(Deed.TOOL_CALL_FAILED),
                    tally.count(Deed.PROMPT_TOKEN),
                    tally.count(Deed.COMPLETION_TOKEN),
                    tally.count(Deed.QUESTION_ASKED),
                    tally.count(Deed.QUESTION_ANSWERED),
                    tally.count(Deed.QUESTION_EXPIRED),
                    tally.count(Deed.QUESTION_CANCELLED),
                    tally.count(Deed.WEBSOCKET_RESUMED),
                    tally.count(Deed.SSE_RESUMED),
                    tally.count(Deed.SERVER_ERROR),
                    tally.count(Deed.SWEEP_FAILED),
                    tally.count(Deed.RATE_LIMITED),
                    tally.count(Deed.AUTHENTICATION_REFUSED));
        }
    }

    /** How long something took, in milliseconds. */
    public record TimesJson(
            long count,
            @Nullable Long medianMs,
            @Nullable Long p95Ms,
            @Nullable Long p99Ms,
            @Nullable Long maximumMs) {
        static TimesJson from(DurationSummary times) {
            if (times.count() == 0) {
                return new TimesJson(0, null, null, null, null);
            }
            return new TimesJson(
                    times.count(),
                    times.median().toMillis(),
                    times.p95().toMillis(),
                    times.p99().toMillis(),
                    times.maximum().toMillis());
        }
    }

    /** What a node did in one minute. */
    public record MinuteJson(
            Instant at,
            long turnsCompleted,
            long turnsFailed,
            long turnsCancelled,
            TimesJson turnTimes,
            TimesJson firstTextTimes,
            long tokens,
            long resumes,
            long errors) {
        static MinuteJson from(NodeActivity.MinuteTally minute) {
            Tally tally = minute.tally();
            return new MinuteJson(
                    minute.at(),
                    tally.count(Deed.TURN_COMPLETED),
                    tally.count(Deed.TURN_FAILED),
                    tally.count(Deed.TURN_CANCELLED),
                    TimesJson.from(tally.turnTimes()),
                    TimesJson.from(tally.firstTextTimes()),
                    tally.count(Deed.PROMPT_TOKEN, Deed.COMPLETION_TOKEN),
                    tally.count(Deed.WEBSOCKET_RESUMED, Deed.SSE_RESUMED),
                    tally.count(Deed.SERVER_ERROR, Deed.MODEL_CALL_FAILED, Deed.TOOL_CALL_FAILED, Deed.SWEEP_FAILED));
        }
    }
}
