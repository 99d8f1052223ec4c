package dev.parley.web;

import dev.parley.application.Parley;
import dev.parley.application.port.EventBus;
import dev.parley.domain.channel.Transport;
import dev.parley.web.answer.AnswerServlet;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.connection.ConnectionCap;
import dev.parley.web.describe.Description;
import dev.parley.web.http.AccessLog;
import dev.parley.web.http.Credentials;
import dev.parley.web.http.JettySetup;
import dev.parley.web.http.Mount;
import dev.parley.web.http.Origins;
import dev.parley.web.http.RequestIdentity;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import dev.parley.web.live.Farewell;
import dev.parley.web.live.LiveStreams;
import dev.parley.web.management.ManagementServer;
import dev.parley.web.management.Operations;
import dev.parley.web.page.ApiPages;
import dev.parley.web.page.WebPage;
import dev.parley.web.page.Widget;
import dev.parley.web.rest.AccountRoutes;
import dev.parley.web.rest.Answer;
import dev.parley.web.rest.ChannelRoutes;
import dev.parley.web.rest.CleanupRoute;
import dev.parley.web.rest.CommandRoutes;
import dev.parley.web.rest.DescriptionRoutes;
import dev.parley.web.rest.EventRoutes;
import dev.parley.web.rest.ExportRoute;
import dev.parley.web.rest.Failures;
import dev.parley.web.rest.FeedbackRoutes;
import dev.parley.web.rest.HealthRoutes;
import dev.parley.web.rest.LimitRoutes;
import dev.parley.web.rest.LimitationRoutes;
import dev.parley.web.rest.MessageRoutes;
import dev.parley.web.rest.MetricsRoute;
import dev.parley.web.rest.OverviewRoute;
import dev.parley.web.rest.PageRoutes;
import dev.parley.web.rest.ProfileRoutes;
import dev.parley.web.rest.Route;
import dev.parley.web.rest.RouteRunner;
import dev.parley.web.rest.SessionRoutes;
import dev.parley.web.rest.TaskRoutes;
import dev.parley.web.rest.UsageRoute;
import dev.parley.web.rest.UserRoutes;
import dev.parley.web.rest.WidgetRoutes;
import dev.parley.web.socket.Command;
import dev.parley.web.socket.CommandTable;
import dev.parley.web.socket.SocketEndpoint;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a chat over HTTP and WebSocket. The chat belongs to the caller. To go down without breaking answers off:
 *
 * <pre>{@code
 * server.retire();             // not ready any more; load balancers find out
 * server.drain();              // no new streams
 * parley.drain(grace);         // running turns end, others are handed over
 * server.close();              // streams end when their clients have everything, then the server stops
 * parley.close();
 * }</pre>
 */
public final class ParleyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ParleyServer.class);

    /** How long clients may take to read what is left before their streams are cut. */
    private static final Duration LAST_FRAMES = Duration.ofSeconds(2);

    private final List<Route<?>> routes;
    private final List<Mount> mounts;
    private final TokenGate gate;
    private final CommandTable commands;
    private final Description description;
    private final LiveStreams streams;
    private final ConnectionCap connections;
    private final EventBus.Registration changes;
    private final ExecutorService executor;
    private final Javalin javalin;
    private final Json json = new Json();
    private final HealthRoutes health;
    private final @Nullable MetricsRoute metrics;
    private @Nullable ManagementServer management;

    private ParleyServer(Parley parley, WebSettings settings, Operations operations, InstantSource time) {
        FrameCodec codec = new FrameCodec(json);
        gate = new TokenGate(settings.tokens(), time);
        Credentials credentials = new Credentials(gate, parley.users(), settings.origins(), time);
        streams = new LiveStreams(settings.timing(), time, parley.users()::isDisabled, parley.telemetry());
        changes = parley.users().listen(user -> {
            if (user.disabled()) {
                streams.expel(user.id());
            }
        });
        health = new HealthRoutes(parley, streams);
        metrics = operations.metrics() == null ? null : new MetricsRoute(operations.metrics());
        executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("parley-socket-", 0).factory());
        commands = new CommandTable(parley);
        description = new Description(this::routes, this::commands, parley.limits());
        routes = routes(parley, codec, credentials, settings.origins());
        mounts = settings.mounts();
        SocketEndpoint endpoint = new SocketEndpoint(
                parley, commands, credentials, settings.origins(), json, codec, streams, settings.timing(), executor);
        RouteRunner runner = new RouteRunner(
                json,
                codec,
                credentials,
                streams,
                settings.timing(),
                parley.rateLimits(),
                JettySetup.largestDocument(parley.limits()));
        connections = new ConnectionCap(
                parley.limits().connections(), parley.limits().httpConnectionsPerIp(), settings.proxies());
        JettySetup setup = new JettySetup(
                settings.host(),
                settings.port(),
                settings.origins(),
                settings.proxies(),
                connections,
                settings.timing(),
                json,
                new AccessLog(parley.telemetry(), operations.accessLog(), settings.mounts()));
        javalin = Javalin.create((JavalinConfig config) -> {
            setup.apply(
                    config,
                    parley.limits(),
                    settings.mounts(),
                    new RequestIdentity(credentials, settings.origins()),
                    container -> container.addMapping(SocketEndpoint.PATH, endpoint));
            new Failures(json).register(config);
            runner.register(config, routes);
        });
    }

    private List<Route<?>> routes(Parley parley, FrameCodec codec, Credentials credentials, Origins origins) {
        ApiPages apiPages = new ApiPages();
        WebPage page = new WebPage();
        return Stream.of(
                        new SessionRoutes(parley).routes(),
                        new MessageRoutes(parley).routes(),
                        new EventRoutes(parley, codec).routes(),
                        new FeedbackRoutes(parley).routes(),
                        new TaskRoutes(parley).routes(),
                        new CommandRoutes(parley).routes(),
                        new LimitRoutes(parley).routes(),
                        new ProfileRoutes(parley).routes(),
                        new ExportRoute(parley, json).routes(),
                        new UsageRoute(parley).routes(),
                        new AccountRoutes(credentials).routes(),
                        new UserRoutes(parley).routes(),
                        new ChannelRoutes(parley).routes(),
                        new CleanupRoute(parley).routes(),
                        health.routes(),
                        metrics == null ? List.<Route<?>>of() : metrics.routes(),
                        new OverviewRoute(parley).routes(),
                        new LimitationRoutes(parley).routes(),
                        new DescriptionRoutes(description::openApi, description::asyncApi, apiPages).routes(),
                        new WidgetRoutes(new Widget(page), origins).routes(),
                        new PageRoutes(page, apiPages).routes())
                .<Route<?>>flatMap(List::stream)
                .toList();
    }

    /** Starts to serve; when this returns, requests are answered. */
    public static ParleyServer start(Parley parley, WebSettings settings) {
        return start(parley, settings, InstantSource.system());
    }

    /** @param time by which tokens expire */
    public static ParleyServer start(Parley parley, WebSettings settings, InstantSource time) {
        return start(parley, settings, Operations.PLAIN, time);
    }

    /**
     * @param operations what there is for those who run the server
     * @param time by which tokens expire
     * @throws IllegalArgumentException if a servlet is to be mounted where something else is
     */
    public static ParleyServer start(Parley parley, WebSettings given, Operations operations, InstantSource time) {
        WebSettings settings = given.with(AnswerServlet.mount(parley.channelAnswers()));
        ParleyServer server = new ParleyServer(parley, settings, operations, time);
        try {
            requireFree(settings.mounts(), server.routes);
            server.manage(operations);
            server.javalin.start();
        } catch (RuntimeException failure) {
            server.closeManagement();
            server.letGo();
            server.executor.shutdownNow();
            throw failure;
        }
        parley.statistics().countConnectionsBy(server::openStreams);
        return server;
    }

    private void manage(Operations operations) {
        if (operations.port() == null) {
            return;
        }
        Map<String, Function<@Nullable String, Answer>> pages = new HashMap<>();
        pages.put(HealthRoutes.LIVE, accept -> health.live());
        pages.put(HealthRoutes.READY, accept -> health.ready());
        pages.put(HealthRoutes.HEALTH, accept -> health.health(true));
        if (metrics != null) {
            pages.put(MetricsRoute.PATH, metrics::metrics);
        }
        management = ManagementServer.start(operations.port(), json, pages);
    }

    private void closeManagement() {
        if (management != null) {
            management.close();
        }
    }

    /** The web server would let one of two hide the other. */
    private static void requireFree(List<Mount> mounts, List<Route<?>> routes) {
        Set<String> taken =
                routes.stream().map(route -> Mount.firstSegment(route.path())).collect(Collectors.toSet());
        Set<String> mounted = new HashSet<>();
        for (Mount mount : mounts) {
            if (taken.contains(Mount.firstSegment(mount.path())) || !mounted.add(mount.path())) {
                throw new IllegalArgumentException(
                        "nothing can be mounted on %s, which is taken already; choose another path"
                                .formatted(mount.path()));
            }
        }
    }

    /** The port that is listened on. */
    public int port() {
        return javalin.port();
    }

    /** The port where those who run the server see how it is; -1 if there is none. */
    public int managementPort() {
        return management == null ? -1 : management.port();
    }

    /** The table of routes. */
    public List<Route<?>> routes() {
        return routes;
    }

    /** What is served beside the routes, and finds out by itself who calls. */
    public List<Mount> mounts() {
        return mounts;
    }

    /** The table of client frames. */
    public List<Command<?>> commands() {
        return commands.commands();
    }

    /** What there is to say of routes and frames, for programs. */
    public Description description() {
        return description;
    }

    /** How many streams, over WebSocket and SSE, are open. */
    public int openStreams() {
        return streams.size();
    }

    /** How many connections there are, whatever they are used for. */
    public int openConnections() {
        return connections.size();
    }

    /** How many streams over one transport are open. */
    public int openStreams(Transport transport) {
        return streams.size(transport);
    }

    /** Tells load balancers that this node wants no more requests; everything goes on. */
    public void retire() {
        streams.retire();
    }

    /** Tells load balancers that this node wants no more requests, and lets no new streams in; everything else goes on. */
    public void drain() {
        streams.drain();
    }

    /** Ends all streams, telling clients to come back, lets running requests end, and stops. */
    @Override
    public void close() {
        Farewell farewell = streams.isDraining() ? Farewell.RESTARTING : Farewell.SHUTTING_DOWN;
        streams.dismissAll(farewell, LAST_FRAMES);
        try {
            javalin.stop();
        } catch (JavalinException late) {
            LOG.warn("requests that did not end in time were cut off", late);
        } finally {
            endCommands();
            letGo();
            closeManagement();
        }
    }

    private void letGo() {
        changes.close();
        streams.close();
        gate.close();
    }

    /** Lets commands end by themselves if they do it soon: an interrupt in the middle of one may break a connection to the storage. */
    private void endCommands() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_FRAMES.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
