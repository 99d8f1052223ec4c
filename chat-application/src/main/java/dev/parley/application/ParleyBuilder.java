package dev.parley.application;

import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.command.CommandTable;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.application.port.Command;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.Storage;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TokenCounter;
import dev.parley.application.port.ToolProvider;
import dev.parley.domain.limit.ChatLimits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a chat together. Storage and model are required; everything else has a default. */
public final class ParleyBuilder {
    @Nullable
    Storage storage;

    @Nullable
    LanguageModel model;

    @Nullable
    StructuredModel structuredModel;

    @Nullable
    IdSource ids;

    final List<ToolProvider> tools = new ArrayList<>();

    @Nullable
    EventJournal journal;

    @Nullable
    Telemetry telemetry;

    LogContext logContext = LogContext.none();
    final Map<String, HealthCheck> healthChecks = new LinkedHashMap<>();

    @Nullable
    RateLimiter rateLimiter;

    final List<MessageChannel> channels = new ArrayList<>();
    DeliverySettings deliveries = DeliverySettings.defaults();
    final List<Command> commands = new ArrayList<>();
    final List<Limitation> limitations = new ArrayList<>();
    AnswerTokens answerTokens = new AnswerTokens(SigningKeys.random());
    TokenCounter tokenCounter = TokenCounter.estimating();
    ChatLimits limits = ChatLimits.defaults();
    Profiles profiles = new Profiles(List.of(Profile.DEFAULT));
    InstantSource time = InstantSource.system();

    ParleyBuilder() {}

    public ParleyBuilder storage(Storage value) {
        storage = value;
        return this;
    }

    public ParleyBuilder model(LanguageModel value) {
        model = value;
        return this;
    }

    /** Adds tools that agents can call. */
    public ParleyBuilder tools(ToolProvider value) {
        tools.add(value);
        return this;
    }

    /** Decides what agents do whose profile uses tools in the structured way; needed if there are such profiles. */
    public ParleyBuilder structuredModel(StructuredModel value) {
        structuredModel = value;
        return this;
    }

    /** How tokens are counted; by default an estimate. */
    public ParleyBuilder tokenCounter(TokenCounter value) {
        tokenCounter = value;
        return this;
    }

    public ParleyBuilder limits(ChatLimits value) {
        limits = value;
        return this;
    }

    public ParleyBuilder profiles(Profiles value) {
        profiles = value;
        return this;
    }

    public ParleyBuilder time(InstantSource value) {
        time = value;
        return this;
    }

    public ParleyBuilder ids(IdSource value) {
        ids = value;
        return this;
    }

    /**
     * Where the events that this node commits are copied to; by default nowhere. Of several chats on one in-memory storage only one may
     * have a journal, since each hears of the events of all.
     */
    public ParleyBuilder journal(EventJournal value) {
        journal = value;
        return this;
    }

    /**
     * Who is told what happens, to measure it; by default nobody. Whatever it does, no turn and no request waits for it or fails with
     * it. Of several chats on one in-memory storage only one may have it, since each hears of the events of all.
     */
    public ParleyBuilder telemetry(Telemetry value) {
        telemetry = value;
        return this;
    }

    /** What marks log lines with what they are about; by default nothing. */
    public ParleyBuilder logContext(LogContext value) {
        logContext = value;
        return this;
    }

    /** One more thing whose health is looked at. */
    public ParleyBuilder healthCheck(String component, HealthCheck value) {
        healthChecks.put(component, value);
        return this;
    }

    /**
     * What counts requests against the limits of so many in a minute, for whoever takes requests and {@linkplain RateLimits#charge charges}
     * for them, as the web adapter does. By default nothing does: an application that calls the use cases itself knows how often.
     */
    public ParleyBuilder rateLimiter(RateLimiter value) {
        rateLimiter = value;
        return this;
    }

    /**
     * One more way to bring questions to people who are not looking at the chat, one of each kind; by default there is none. People say
     * where they can be reached by the storage's {@link Storage#channels()}.
     */
    public ParleyBuilder channel(MessageChannel value) {
        channels.add(value);
        return this;
    }

    /** How questions get to people over channels. */
    public ParleyBuilder deliveries(DeliverySettings value) {
        deliveries = value;
        return this;
    }

    /** One more command that people can run. */
    public ParleyBuilder command(Command value) {
        commands.add(value);
        return this;
    }

    /**
     * What signs links and addresses for answers, the same on all nodes and after every start; by default it is made anew, so that
     * nothing sent before is of use after the process ends.
     */
    public ParleyBuilder answerTokens(AnswerTokens value) {
        answerTokens = value;
        return this;
    }

    /** One more thing that people should know does not go, such as what follows from the choice of a storage. */
    public ParleyBuilder limitation(Limitation value) {
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
                        BuiltInCommands.DESCRIPTIONS.stream(), commands.stream().map(Command::description))
                .toList());
        return new Parley(this, storage, model);
    }
}
