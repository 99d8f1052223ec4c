package dev.parley.application;

import dev.parley.application.agent.Contexts;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolBox;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.function.ProfiledModel;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.command.CommandTable;
import dev.parley.application.delivery.Deliveries;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.application.delivery.Dispatching;
import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Feeds;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.Command;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TokenCounter;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.telemetry.BackgroundTelemetry;
import dev.parley.application.telemetry.EventTelemetry;
import dev.parley.application.telemetry.ForwardingTelemetry;
import dev.parley.application.telemetry.MeasuredModel;
import dev.parley.application.telemetry.MeasuredStructuredModel;
import dev.parley.application.telemetry.MeasuredTools;
import dev.parley.application.telemetry.NodeActivity;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private final Telemetry telemetry;
    private final @Nullable BackgroundTelemetry background;
    private final EventTelemetry eventTelemetry;
    private final Health health;
    private final List<Limitation> limitations;
    private boolean drained;

    private Parley(Builder builder, Storage storage, LanguageModel model) {
        background = builder.telemetry == null ? null : new BackgroundTelemetry(builder.telemetry);
        NodeActivity activity = new NodeActivity(builder.time);
        telemetry = background == null ? activity : ForwardingTelemetry.both(activity, background.telemetry());
        eventTelemetry = new EventTelemetry(telemetry, storage.bus());
        LanguageModel agent = agent(builder, model);
        this.limits = builder.limits;
        this.profiles = builder.profiles;
        this.model = model;
        this.store = storage.sessions();
        this.ids = builder.ids != null ? builder.ids : new TimeOrderedIds(builder.time);
        NodeId node = new NodeId(ids.next());
        ToolBox tools = new ToolBox(measured(builder.tools));
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
                agent,
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
        conversations = new Conversations(
                storage.sessions(), runners, rules, gate, sessions, turns, storage.bus(), ids, limits, active);
        histories = new Histories(storage.sessions(), gate, feeds, contexts, limits);
        forks = new Forks(storage.sessions(), gate, ids, limits, active);
        usage = new Usage(storage.sessions(), builder.time);
        feedback = new FeedbackDesk(
                storage.feedback(), gate, runners, rules, storage.deliveries(), dispatching, ids, limits, telemetry);
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
        statistics = new Statistics(
                storage.sessions(),
                storage.feedback(),
                storage.deliveries(),
                runners,
                feeds,
                journal,
                builder.time,
                background);
        overview = new Overview(storage, statistics, runners, feeds, activity, builder.time);
        rateLimits = new RateLimits(builder.rateLimiter, gate, limits, telemetry);
        commands = new Commands(
                new BuiltInCommands(sessions, histories, statistics, rateLimits, limits),
                builder.commands,
                gate,
                limits);
        housekeeping = new Housekeeping(
                storage.sessions(),
                storage.feedback(),
                feedback,
                storage.tasks(),
                deliveries,
                runners,
                rules,
                feeds,
                warnings,
                rateLimits,
                limits,
                builder.time,
                telemetry);
        health = new Health(checks(builder), builder.time.instant());
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
                limits);
        if (background != null) {
            background.start();
        }
        saver.start();
        notices.start();
        users.start();
        housekeeping.start();
    }

    private LanguageModel agent(Builder builder, LanguageModel plain) {
        StructuredModel structured = builder.structuredModel;
        return new ProfiledModel(
                new MeasuredModel(plain, telemetry),
                structured == null ? null : new MeasuredStructuredModel(structured, telemetry),
                builder.profiles);
    }

    private List<ToolProvider> measured(List<ToolProvider> providers) {
        return providers.stream()
                .<ToolProvider>map(provider -> new MeasuredTools(provider, telemetry))
                .toList();
    }

    private Map<String, HealthCheck> checks(Builder builder) {
        Map<String, HealthCheck> checks = new LinkedHashMap<>();
        checks.put(Health.STORAGE, this::storageHealth);
        checks.put(
                "model",
                () -> model.isReady()
                        ? new ComponentHealth.Up(Map.of())
                        : new ComponentHealth.Degraded(Map.of("reason", "It fails too often and is given a rest.")));
        if (journal != null) {
            checks.put(
                    "journal",
                    () -> new ComponentHealth.Up(
                            Map.of("dropped", journal.statistics().dropped())));
        }
        if (deliveries != null) {
            checks.put("channels", deliveries::health);
        }
        checks.putAll(builder.healthChecks);
        return checks;
    }

    private ComponentHealth storageHealth() {
        long start = System.nanoTime();
        return store.isReachable()
                ? new ComponentHealth.Up(Map.of(
                        "latency_ms",
                        Duration.ofNanos(System.nanoTime() - start).toMillis()))
                : Health.down("It cannot be reached.");
    }

    public static Builder builder() {
        return new Builder();
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
        return telemetry;
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
        eventTelemetry.close();
        if (background != null) {
            background.close();
        }
    }

    /** Puts a chat together. Storage and model are required; everything else has a default. */
    public static final class Builder {
        private @Nullable Storage storage;
        private @Nullable LanguageModel model;
        private @Nullable StructuredModel structuredModel;
        private @Nullable IdSource ids;
        private final List<ToolProvider> tools = new ArrayList<>();
        private @Nullable EventJournal journal;
        private @Nullable Telemetry telemetry;
        private LogContext logContext = LogContext.none();
        private final Map<String, HealthCheck> healthChecks = new LinkedHashMap<>();
        private @Nullable RateLimiter rateLimiter;
        private final List<MessageChannel> channels = new ArrayList<>();
        private DeliverySettings deliveries = DeliverySettings.defaults();
        private final List<Command> commands = new ArrayList<>();
        private final List<Limitation> limitations = new ArrayList<>();
        private AnswerTokens answerTokens = new AnswerTokens(SigningKeys.random());
        private TokenCounter tokenCounter = TokenCounter.estimating();
        private ChatLimits limits = ChatLimits.defaults();
        private Profiles profiles = new Profiles(List.of(Profile.DEFAULT));
        private InstantSource time = InstantSource.system();

        private Builder() {}

        public Builder storage(Storage value) {
            storage = value;
            return this;
        }

        public Builder model(LanguageModel value) {
            model = value;
            return this;
        }

        /** Adds tools that agents can call. */
        public Builder tools(ToolProvider value) {
            tools.add(value);
            return this;
        }

        /** Decides what agents do whose profile uses tools in the structured way; needed if there are such profiles. */
        public Builder structuredModel(StructuredModel value) {
            structuredModel = value;
            return this;
        }

        /** How tokens are counted; by default an estimate. */
        public Builder tokenCounter(TokenCounter value) {
            tokenCounter = value;
            return this;
        }

        public Builder limits(ChatLimits value) {
            limits = value;
            return this;
        }

        public Builder profiles(Profiles value) {
            profiles = value;
            return this;
        }

        public Builder time(InstantSource value) {
            time = value;
            return this;
        }

        public Builder ids(IdSource value) {
            ids = value;
            return this;
        }

        /**
         * Where the events that this node commits are copied to; by default nowhere. Of several chats on one in-memory storage only one may
         * have a journal, since each hears of the events of all.
         */
        public Builder journal(EventJournal value) {
            journal = value;
            return this;
        }

        /**
         * Who is told what happens, to measure it; by default nobody. Whatever it does, no turn and no request waits for it or fails with
         * it. Of several chats on one in-memory storage only one may have it, since each hears of the events of all.
         */
        public Builder telemetry(Telemetry value) {
            telemetry = value;
            return this;
        }

        /** What marks log lines with what they are about; by default nothing. */
        public Builder logContext(LogContext value) {
            logContext = value;
            return this;
        }

        /** One more thing whose health is looked at. */
        public Builder healthCheck(String component, HealthCheck value) {
            healthChecks.put(component, value);
            return this;
        }

        /**
         * What counts requests against the limits of so many in a minute, for whoever takes requests and {@linkplain RateLimits#charge charges}
         * for them, as the web adapter does. By default nothing does: an application that calls the use cases itself knows how often.
         */
        public Builder rateLimiter(RateLimiter value) {
            rateLimiter = value;
            return this;
        }

        /**
         * One more way to bring questions to people who are not looking at the chat, one of each kind; by default there is none. People say
         * where they can be reached by the storage's {@link Storage#channels()}.
         */
        public Builder channel(MessageChannel value) {
            channels.add(value);
            return this;
        }

        /** How questions get to people over channels. */
        public Builder deliveries(DeliverySettings value) {
            deliveries = value;
            return this;
        }

        /** One more command that people can run. */
        public Builder command(Command value) {
            commands.add(value);
            return this;
        }

        /**
         * What signs links and addresses for answers, the same on all nodes and after every start; by default it is made anew, so that
         * nothing sent before is of use after the process ends.
         */
        public Builder answerTokens(AnswerTokens value) {
            answerTokens = value;
            return this;
        }

        /** One more thing that people should know does not go, such as what follows from the choice of a storage. */
        public Builder limitation(Limitation value) {
            limitations.add(value);
            return this;
        }

        /**
         * @throws IllegalStateException if storage or model is missing
         * @throws IllegalArgumentException if two commands have the same name, or if a profile needs a structured model and there is none
         */
        public Parley build() {
            if (storage == null || model == null) {
                throw new IllegalStateException("a chat needs a storage and a model");
            }
            CommandTable.requireDistinct(Stream.concat(
                            BuiltInCommands.DESCRIPTIONS.stream(),
                            commands.stream().map(Command::description))
                    .toList());
            return new Parley(this, storage, model);
        }
    }
}
