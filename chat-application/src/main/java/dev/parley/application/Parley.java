package dev.parley.application;

import dev.parley.application.agent.Contexts;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.ToolBox;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.function.ProfiledModel;
import dev.parley.application.command.CommandTable;
import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Feeds;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.Command;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.TokenCounter;
import dev.parley.application.port.ToolProvider;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.NodeId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
    private final FeedbackDesk feedback;
    private final @Nullable Journal journal;
    private final Statistics statistics;
    private final Commands commands;
    private final Notices notices;
    private final Tasks tasks;
    private final Housekeeping housekeeping;
    private final Profiles profiles;
    private final ChatLimits limits;
    private final IdSource ids;
    private final LanguageModel model;
    private final SessionStore store;
    private boolean drained;

    private Parley(Builder builder, Storage storage, LanguageModel model) {
        LanguageModel agent = new ProfiledModel(model, builder.structuredModel, builder.profiles);
        this.limits = builder.limits;
        this.profiles = builder.profiles;
        this.model = model;
        this.store = storage.sessions();
        this.ids = builder.ids != null ? builder.ids : new TimeOrderedIds(builder.time);
        NodeId node = new NodeId(ids.next());
        ToolBox tools = new ToolBox(builder.tools);
        TurnRules rules = new TurnRules(node, ids, limits, tools, builder.profiles);
        Contexts contexts = new Contexts(storage.sessions(), builder.tokenCounter, limits, builder.profiles);
        SessionGate gate = new SessionGate(storage.sessions());
        feeds = new Feeds(storage);
        saver = new DraftSaver(storage.drafts(), storage.bus(), BETWEEN_DRAFT_WRITES);
        runners = new TurnRunners(node, storage, feeds, rules, agent, tools, builder.profiles, contexts, saver, limits);
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
        feedback = new FeedbackDesk(storage.feedback(), gate, runners, rules, ids, limits);
        notices = new Notices(storage);
        ExpiryWarnings warnings = new ExpiryWarnings(storage.sessions(), notices, limits, builder.time);
        journal = builder.journal == null ? null : new Journal(builder.journal, storage.bus());
        statistics = new Statistics(storage.sessions(), runners, feeds, journal, builder.time);
        commands = new Commands(
                new BuiltInCommands(sessions, histories, statistics, limits), builder.commands, gate, limits);
        housekeeping = new Housekeeping(
                storage.sessions(),
                storage.feedback(),
                feedback,
                storage.tasks(),
                runners,
                rules,
                feeds,
                warnings,
                limits,
                builder.time);
        tasks = new Tasks(storage.tasks(), ids, limits, builder.time);
        saver.start();
        notices.start();
        housekeeping.start();
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

    public FeedbackDesk feedback() {
        return feedback;
    }

    public Statistics statistics() {
        return statistics;
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

    public Housekeeping housekeeping() {
        return housekeeping;
    }

    /** What sessions can choose their agent from. */
    public Profiles profiles() {
        return profiles;
    }

    public ChatLimits limits() {
        return limits;
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
        feeds.close();
        if (journal != null) {
            journal.close();
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
        private final List<Command> commands = new ArrayList<>();
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

        /** One more command that people can run. */
        public Builder command(Command value) {
            commands.add(value);
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
