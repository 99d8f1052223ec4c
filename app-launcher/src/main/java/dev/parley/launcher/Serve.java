package dev.parley.launcher;

import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.journal.UnusableJournalException;
import dev.parley.launcher.profiles.ProfilesFileException;
import dev.parley.launcher.settings.ModelChoice;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.Settings;
import dev.parley.launcher.settings.StorageChoice;
import dev.parley.persistence.UnfitDatabaseException;
import dev.parley.persistence.embedded.EmbeddedPostgresException;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.management.ManagementPortException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the server until the process is told to end. */
final class Serve {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    /** Whom the printed login link is for: whoever started the server. */
    static final UserId STARTER = new UserId("me");

    static final Role ROLE_OF_STARTER = Role.ADMIN;

    private static final Duration LOGIN = Duration.ofHours(12);

    private Serve() {}

    /**
     * Never returns.
     *
     * @throws LaunchException if the server cannot start
     */
    static void run(Settings settings, PrintStream out) throws InterruptedException {
        boolean loopback = isLoopback(settings);
        if (settings.tokenKeys() == null && !loopback) {
            throw new SettingException(
                    "%s can be reached by other machines; set PARLEY_JWT_SECRET to at least 32 secret bytes or PARLEY_JWKS_URL to an identity provider's keys, or listen on 127.0.0.1."
                            .formatted(settings.host()));
        }
        TokenRules tokens = Tokens.rules(settings);
        LOG.info(
                "Parley {} starts, storage: {}, model: {}",
                Main.version(),
                settings.storage().description(),
                settings.model().description());
        Departure departure = Departure.prepare(settings.operations().drainDelay());
        try {
            Wiring wiring = start(settings, tokens);
            departure.started(wiring);
            announce(settings, wiring, out);
            wiring.warmUp();
        } catch (LaunchException | InterruptedException failure) {
            if (!departure.isLeaving()) {
                throw failure;
            }
        } finally {
            departure.startEnded();
        }
        awaitEnd();
    }

    /** The end of the process ends this thread. */
    private static void awaitEnd() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException brokenOff) {
                // The start was over already.
            }
        }
    }

    private static boolean isLoopback(Settings settings) {
        try {
            return Arrays.stream(InetAddress.getAllByName(settings.host())).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            throw new SettingException(
                    "There is no address of the name %s to listen on; set PARLEY_HOST to one of this machine."
                            .formatted(settings.host()));
        }
    }

    /**
     * @throws LaunchException with a sentence for people if that is not possible
     * @throws SettingException naming all that is wrong with the file of profiles
     */
    static Wiring start(Settings settings, TokenRules tokens) throws InterruptedException {
        try {
            return new Wiring(settings, tokens);
        } catch (ManagementPortException refused) {
            throw new LaunchException(
                    "Parley cannot listen on the management port %d of %s (%s); choose another one with --management-port or --management-host."
                            .formatted(
                                    settings.operations().managementPort(),
                                    settings.operations().managementHost(),
                                    refused.reason()));
        } catch (UnfitDatabaseException | EmbeddedPostgresException | UnusableJournalException unfit) {
            throw new LaunchException(String.valueOf(unfit.getMessage()));
        } catch (ProfilesFileException wrong) {
            throw new SettingException(wrong.lines());
        } catch (RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException refused) {
                    throw new LaunchException(
                            "Parley cannot listen on port %d of %s (%s); choose another one with --port or --host."
                                    .formatted(settings.port(), settings.host(), refused.getMessage()));
                }
            }
            throw failure;
        }
    }

    private static String address(String host, int port) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/";
    }

    private static void announce(Settings settings, Wiring wiring, PrintStream out) {
        String address = address(settings.host(), wiring.port());
        out.println("Parley listens on " + address);
        out.println("Log in:  "
                + switch (settings.tokenKeys()) {
                    case null -> address + "#token=" + Tokens.mint(settings).mint(STARTER, ROLE_OF_STARTER, LOGIN);
                    case TokenSecret secret -> "with a token; \"parley token --user NAME\" prints one";
                    case KeySetAddress published -> "with a token of the identity provider";
                });
        out.println("Storage: "
                + settings.storage().description()
                + switch (settings.storage()) {
                    case StorageChoice.Memory memory -> "; sessions are gone when Parley ends";
                    case StorageChoice.Embedded embedded -> " in " + settings.dataFolder();
                    case StorageChoice.External external -> "";
                });
        String hint = settings.model() instanceof ModelChoice.Offline
                ? "; OPENAI_API_KEY, OPENAI_BASE_URL or GEMINI_API_KEY choose a real one"
                : "";
        if (wiring.managementPort() >= 0) {
            out.println(
                    "Monitor: " + address(settings.operations().managementHost(), wiring.managementPort()) + "metrics");
        }
        out.println("Model:   " + settings.model().description() + hint);
        out.flush();
    }
}
