package dev.parley.application;

import dev.parley.application.agent.Contexts;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolBox;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.function.ProfiledModel;
import dev.parley.application.delivery.Deliveries;
import dev.parley.application.delivery.Dispatching;
import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Feeds;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.Telemetry;
import dev.parley.application.telemetry.Measuring;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole chat in one object, for applications that embed it: give it a storage and a model, and use its use cases. Safe for many threads;
 * close it to let running turns end.
 */
public final class Parley implements AutoCloseable {
    private static final Duration BETWEEN_DRAFT_WRITES = Duration.ofMillis(50);
    private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);

    private final Feeds feeds;
    private final DraftSaver saver;
    private final TurnRunners runners;
    private final Sessions sessions;
    private final Conversations conversations;
    private final Histories histories;
    private final Forks forks;
    private final Turns turns;
    private final Usage usage;
    private final RateLimits rateLimits;
    private final FeedbackDesk feedback;
    private final @Nullable Deliveries deliveries;
    private final @Nullable Journal journal;
    private final Statistics statistics;
    private final Overview overview;
    private final Commands commands;
    private final Notices notices;
    private final Tasks tasks;
    private final Users users;
    private final Channels channels;
    private final ChannelAnswers channelAnswers;
    private final ChannelChats channelChats;
    private final Housekeeping housekeeping;
    private final Profiles profiles;
    private final ChatLimits limits;
    private final IdSource ids;
    private final LanguageModel model;
    private final SessionStore store;
    private final Measuring measuring;
    private final Health health;
    private final List<Limitation> limitations;
    private boolean drained;

    Parley(ParleyBuilder builder, Storage storage, LanguageModel model) {
        measuring = new Measuring(builder.telemetry, storage.bus(), builder.time);
        Telemetry telemetry = measuring.telemetry();
        this.limits = builder.limits;
        this.profiles = builder.profiles;
        this.model = model;
        this.store = storage.sessions();
        this.ids = builder.ids != null ? builder.ids : new TimeOrderedIds(builder.time);
        NodeId node = new NodeId(ids.next());
        ToolBox tools = new ToolBox(builder.tools.stream().map(measuring::of).toList());
        Dispatching dispatching = new Dispatching(
                builder.channels.stream().map(MessageChannel::kind).collect(Collectors.toSet()),
                builder.deliveries.mode());
        TurnRules rules = new TurnRules(node, ids, limits, tools, builder.profiles, dispatching);
        Contexts contexts = new Contexts(storage.sessions(), builder.tokenCounter, limits, builder.profiles);
        SessionGate gate = new SessionGate(storage.sessions());
        feeds = new Feeds(storage, limits);
        saver = new DraftSaver(storage.drafts(), storage.bus(), BETWEEN_DRAFT_WRITES);
        runners = new TurnRunners(
                node,
                storage,
                feeds,
                rules,
                agent(builder, model),
                tools,
                builder.profiles,
                contexts,
                saver,
                limits,
                builder.logContext);
        ActiveSessions active = new ActiveSessions(runners, limits);
        turns = new Turns(storage.sessions(), gate, runners, rules, feeds);
        sessions = new Sessions(
                storage.sessions(),
                storage.feedback(),
                gate,
                runners,
                rules,
                turns,
                feeds,
                builder.profiles,
                ids,
                limits,
                active);
        conversations = new Conversations(storage, runners, rules, gate, sessions, turns, ids, limits, active);
        histories = new Histories(storage.sessions(), gate, feeds, contexts);
        forks = new Forks(storage.sessions(), gate, ids, limits, active);
        usage = new Usage(storage.sessions(), builder.time);
        feedback = new FeedbackDesk(storage, gate, runners, rules, dispatching, ids, limits, telemetry);
        deliveries = builder.channels.isEmpty()
                ? null
                : new Deliveries(
                        storage,
                        builder.channels,
                        builder.deliveries,
                        builder.answerTokens,
                        ids,
                        builder.time,
                        telemetry);
        notices = new Notices(storage);
        ExpiryWarnings warnings = new ExpiryWarnings(storage.sessions(), notices, limits, builder.time);
        journal = builder.journal == null ? null : new Journal(builder.journal, storage.bus());
        statistics = new Statistics(storage, runners, feeds, journal, builder.time, measuring.background());
        overview = new Overview(storage, statistics, runners, feeds, measuring.activity(), builder.time);
        rateLimits = new RateLimits(builder.rateLimiter, gate, limits, telemetry);
        commands = new Commands(
                new BuiltInCommands(sessions, histories, statistics, rateLimits, limits),
                builder.commands,
                gate,
                limits);
        Sweep sweep =
                new Sweep(storage, feedback, deliveries, runners, rules, warnings, limits, builder.time, telemetry);
        housekeeping = new Housekeeping(sweep, runners, feeds, rateLimits, limits);
        Map<String, HealthCheck> checks = OwnHealthChecks.of(store, model, journal, deliveries);
        checks.putAll(builder.healthChecks);
        health = new Health(checks, builder.time.instant());
        limitations = Stream.concat(OwnLimitations.of(limits, journal != null).stream(), builder.limitations.stream())
                .toList();
        tasks = new Tasks(storage.tasks(), ids, limits, builder.time);
        users = new Users(storage, limits, builder.time);
        channels = new Channels(
                storage.channels(), builder.channels, builder.answerTokens, ids, builder.time, new SecureRandom());
        channelAnswers = new ChannelAnswers(
                feedback, storage.feedback(), storage.channels(), users, rateLimits, builder.answerTokens);
        channelChats = new ChannelChats(
                storage,
                channels,
                users,
                rateLimits,
                gate,
                sessions,
                forks,
                conversations,
                active,
                builder.answerTokens,
                ids,
                limits);
        measuring.start();
        saver.start();
        notices.start();
        users.start();
        housekeeping.start();
    }

    private LanguageModel agent(ParleyBuilder builder, LanguageModel plain) {
        StructuredModel structured = builder.structuredModel;
        return new ProfiledModel(
                measuring.of(plain), structured == null ? null : measuring.of(structured), builder.profiles);
    }

    /** Begins to put a chat together. */
    public static ParleyBuilder builder() {
        return new ParleyBuilder();
    }

    public Sessions sessions() {
        return sessions;
    }

    public Conversations conversations() {
        return conversations;
    }

    public Histories histories() {
        return histories;
    }

    public Forks forks() {
        return forks;
    }

    public Turns turns() {
        return turns;
    }

    public Usage usage() {
        return usage;
    }

    /** The limits of requests in a minute, which whoever takes requests charges for. */
    public RateLimits rateLimits() {
        return rateLimits;
    }

    public FeedbackDesk feedback() {
        return feedback;
    }

    public Statistics statistics() {
        return statistics;
    }

    /** How the server is used, for those who run it. */
    public Overview overview() {
        return overview;
    }

    public Commands commands() {
        return commands;
    }

    /** What people are told of at once, whatever session they are looking at. */
    public Notices notices() {
        return notices;
    }

    public Tasks tasks() {
        return tasks;
    }

    /** Who may come in, and with which role. */
    public Users users() {
        return users;
    }

    /** How people want to be reached when they are not looking at the chat. */
    public Channels channels() {
        return channels;
    }

    /** Takes answers that come over other channels than the web. */
    public ChannelAnswers channelAnswers() {
        return channelAnswers;
    }

    /** Takes what people write to the agent over other channels than the web. */
    public ChannelChats channelChats() {
        return channelChats;
    }

    public Housekeeping housekeeping() {
        return housekeeping;
    }

    /** What sessions can choose their agent from. */
    public Profiles profiles() {
        return profiles;
    }

    /** How this node and what it uses are. */
    public Health health() {
        return health;
    }

    /** Who measures what happens; whatever it is told, it neither blocks nor throws. */
    public Telemetry telemetry() {
        return measuring.telemetry();
    }

    public ChatLimits limits() {
        return limits;
    }

    /** What does not go, or goes only so far. */
    public List<Limitation> limitations() {
        return limitations;
    }

    /** Where new ids come from. */
    public IdSource ids() {
        return ids;
    }

    /** Whether the storage answers now. */
    public boolean isStorageReachable() {
        return store.isReachable();
    }

    /** Whether the model can be asked now. */
    public boolean isModelReady() {
        return model.isReady();
    }

    /** How many turns run on this node. */
    public int runningTurns() {
        return runners.size();
    }

    /** How many sessions are watched or worked on by this node. */
    public int openFeeds() {
        return feeds.size();
    }

    /**
     * Begins no more turns, waits for those that run, and hands over the rest to other nodes.
     *
     * @param grace how long to wait for running turns
     */
    public synchronized void drain(Duration grace) {
        if (!drained) {
            drained = true;
            runners.drain(grace);
        }
    }

    /** Drains, with a few seconds' grace, and lets go of everything but the storage, the model and the journal, which belong to the caller. */
    @Override
    public void close() {
        housekeeping.close();
        drain(CLOSING_GRACE);
        saver.close();
        runners.close();
        notices.close();
        if (deliveries != null) {
            deliveries.close();
        }
        users.close();
        feeds.close();
        if (journal != null) {
            journal.close();
        }
        measuring.close();
    }
}
