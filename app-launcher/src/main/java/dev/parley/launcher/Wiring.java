package dev.parley.launcher;

import dev.parley.application.Charge;
import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.RateLimits;
import dev.parley.application.Tasks;
import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.TokenCounter;
import dev.parley.journal.JournalSettings;
import dev.parley.journal.JsonlEventJournal;
import dev.parley.launcher.offline.OfflineDecisions;
import dev.parley.launcher.offline.OfflineModel;
import dev.parley.launcher.settings.JournalChoice;
import dev.parley.launcher.settings.ModelChoice;
import dev.parley.launcher.settings.Settings;
import dev.parley.llm.JtokkitTokenCounter;
import dev.parley.llm.OpenAiLanguageModel;
import dev.parley.tools.McpTaskServer;
import dev.parley.tools.McpTools;
import dev.parley.tools.TaskTools;
import dev.parley.web.ParleyServer;
import dev.parley.web.WebSettings;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.http.Mount;
import dev.parley.web.http.RequestIdentity;
import dev.parley.web.live.Timing;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs, put together from the settings. Closing it lets answers end and takes leave of all clients. */
final class Wiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    /** How long answers in progress may take when Parley ends. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final LoadedProfiles profiles;
    private final OpenStorage storage;
    private final @Nullable JsonlEventJournal journal;
    private final McpTools mcpTools;
    private final Monitoring monitoring;
    private final Duration drainDelay;
    private final Agent agent;
    private final Parley parley;
    private final ParleyServer server;

    /**
     * A model with what belongs to it.
     *
     * @param structured the same model, asked for documents
     * @param warmUp makes the first answer as fast as the others
     * @param close lets go of connections
     */
    private record Agent(
            LanguageModel model, StructuredModel structured, TokenCounter counter, WarmUp warmUp, Runnable close) {
        static Agent of(ModelChoice choice) {
            return switch (choice) {
                case ModelChoice.Offline offline ->
                    new Agent(
                            new OfflineModel(offline.perWord()),
                            new OfflineDecisions(),
                            TokenCounter.estimating(),
                            () -> {},
                            () -> {});
                case ModelChoice.Remote remote -> {
                    OpenAiLanguageModel model = OpenAiLanguageModel.traced(remote.settings(), Monitoring::traceparent);
                    JtokkitTokenCounter counter =
                            new JtokkitTokenCounter(remote.settings().model());
                    WarmUp warmUp = () -> {
                        counter.warmUp();
                        model.warmUp();
                    };
                    yield new Agent(model, model.structured(), counter, warmUp, model::close);
                }
            };
        }
    }

    @FunctionalInterface
    private interface WarmUp {
        void run() throws InterruptedException;
    }

    /**
     * Starts to serve.
     *
     * @throws RuntimeException if the server cannot start; nothing is left running then
     */
    Wiring(Settings settings, TokenRules tokens) throws InterruptedException {
        drainDelay = settings.operations().drainDelay();
        profiles = LoadedProfiles.of(settings.profiles());
        InstantSource time = InstantSource.system();
        closing.push(profiles::close);
        try {
            storage = OpenStorage.of(settings);
            closing.push(storage::close);
            journal = journal(settings.journal(), time);
            agent = Agent.of(settings.model());
            closing.push(agent.close());
            mcpTools = McpTools.start(profiles.mcpServers(), Monitoring::traceparent);
            closing.push(mcpTools::close);
            monitoring = Monitoring.of(settings.model(), profiles.profiles());
            closing.push(monitoring::close);
            OpenChannels channels = new OpenChannels(settings, tokens.keys(), time);
            closing.push(channels::close);
            Tasks tasks = new Tasks(storage.storage().tasks(), new TimeOrderedIds(time), settings.limits(), time);
            ParleyBuilder builder = Parley.builder()
                    .storage(storage.storage())
                    .rateLimiter(storage.rateLimiter())
                    .model(agent.model())
                    .structuredModel(agent.structured())
                    .profiles(profiles.profiles())
                    .tokenCounter(agent.counter())
                    .tools(new TaskTools(tasks))
                    .tools(mcpTools)
                    .limits(settings.limits());
            ChosenLimitations.of(settings).forEach(builder::limitation);
            if (journal != null) {
                builder.journal(journal);
            }
            monitoring.equip(builder, storage, mcpTools);
            channels.equip(builder);
            parley = builder.build();
            closing.push(parley::close);
            List<Mount> mounts = new ArrayList<>(channels.start(parley));
            closing.push(channels::stop);
            mounts.add(new Mount("/mcp", identity -> taskServer(tasks, parley.rateLimits(), identity)));
            server = ParleyServer.start(
                    parley,
                    new WebSettings(
                            settings.host(),
                            settings.port(),
                            tokens,
                            settings.allowedOrigins(),
                            Timing.DEFAULT,
                            mounts,
                            settings.trustedProxies()),
                    monitoring.operations(settings),
                    time);
            monitoring.watch(parley, storage, server);
        } catch (RuntimeException | InterruptedException failure) {
            closeAll();
            throw failure;
        }
        profiles.start();
    }

    /** The task tools for other programs. */
    private HttpServlet taskServer(Tasks tasks, RateLimits rateLimits, RequestIdentity identity) {
        McpTaskServer tools = new McpTaskServer(
                tasks,
                request -> identity.caller(request, rateLimits, Charge.READ),
                identity::isFromAllowedOrigin,
                caller -> rateLimits.charge(caller, Charge.WRITE, null));
        closing.push(tools::close);
        return tools.servlet();
    }

    private @Nullable JsonlEventJournal journal(JournalChoice choice, InstantSource time) {
        if (choice.folder() == null) {
            return null;
        }
        JsonlEventJournal opened = JsonlEventJournal.open(JournalSettings.in(choice.folder()), time);
        closing.push(opened::close);
        return opened;
    }

    /** The port that is listened on. */
    int port() {
        return server.port();
    }

    /** The paths of what is served beside the routes. */
    List<String> mounts() {
        return server.mounts().stream().map(Mount::path).toList();
    }

    /** The port for those who run the server; -1 if there is none. */
    int managementPort() {
        return server.managementPort();
    }

    /** Prepares for the first answer, in the background. */
    void warmUp() {
        Thread.ofVirtual().name("parley-warm-up").start(() -> {
            try {
                agent.warmUp().run();
            } catch (InterruptedException | RuntimeException failure) {
                LOG.warn("The model could not be warmed up; the first answer may be slow.", failure);
            }
        });
    }

    /** Begins nothing new, lets answers end within a grace, tells clients to come back, and stops. */
    @Override
    public void close() {
        server.retire();
        awaitLoadBalancers();
        server.drain();
        parley.drain(GRACE);
        server.close();
        closeAll();
    }

    private void awaitLoadBalancers() {
        try {
            Thread.sleep(drainDelay);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was opened last is closed first. */
    private void closeAll() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
