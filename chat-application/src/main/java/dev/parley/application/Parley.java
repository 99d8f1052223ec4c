package dev.parley.application;

import dev.parley.application.agent.Contexts;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Feeds;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TokenCounter;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.turn.NodeId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
    private final Tasks tasks;
    private final Housekeeping housekeeping;
    private final ChatLimits limits;
    private final IdSource ids;
    private final LanguageModel model;
    private final SessionStore store;
    private boolean drained;

    private Parley(Builder builder, Storage storage, LanguageModel model) {
        this.limits = builder.limits;
        this.model = model;
        this.store = storage.sessions();
        this.ids = builder.ids != null ? builder.ids : new TimeOrderedIds(builder.time);
        NodeId node = new NodeId(ids.next());
        TurnRules rules = new TurnRules(node, ids, limits);
        Contexts contexts = new Contexts(storage.sessions(), builder.tokenCounter, limits);
        SessionGate gate = new SessionGate(storage.sessions());
        feeds = new Feeds(storage);
        saver = new DraftSaver(storage.drafts(), storage.bus(), BETWEEN_DRAFT_WRITES);
        runners = new TurnRunners(node, storage, feeds, rules, model, builder.profiles, contexts, saver, limits);
        ActiveSessions active = new ActiveSessions(runners, limits);
        turns = new Turns(storage.sessions(), gate, runners, rules, feeds);
        sessions = new Sessions(
                storage.sessions(), gate, runners, rules, turns, feeds, builder.profiles, ids, limits, active);
        conversations = new Conversations(
                storage.sessions(), runners, rules, gate, sessions, turns, storage.bus(), ids, limits, active);
        histories = new Histories(storage.sessions(), gate, feeds, contexts, limits);
        forks = new Forks(storage.sessions(), gate, ids, limits, active);
        usage = new Usage(storage.sessions(), builder.time);
        tasks = new Tasks(storage.tasks(), ids, limits, builder.time);
        housekeeping =
                new Housekeeping(storage.sessions(), storage.tasks(), runners, rules, feeds, limits, builder.time);
        saver.start();
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

    public Tasks tasks() {
        return tasks;
    }

    public Housekeeping housekeeping() {
        return housekeeping;
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

    /** Drains, with a few seconds' grace, and lets go of everything but the storage and the model, which belong to the caller. */
    @Override
    public void close() {
        housekeeping.close();
        drain(CLOSING_GRACE);
        saver.close();
        runners.close();
        feeds.close();
    }

    /** Puts a chat together. Storage and model are required; everything else has a default. */
    public static final class Builder {
        private @Nullable Storage storage;
        private @Nullable LanguageModel model;
        private @Nullable IdSource ids;
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

        /** @throws IllegalStateException if storage or model is missing */
        public Parley build() {
            if (storage == null || model == null) {
                throw new IllegalStateException("a chat needs a storage and a model");
            }
            return new Parley(this, storage, model);
        }
    }
}
