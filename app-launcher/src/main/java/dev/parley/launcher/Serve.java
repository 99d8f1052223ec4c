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
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
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

    /** After this the process ends, whatever still runs; orchestrators kill after 30 seconds. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(25);

    private Serve() {}

    /**
     * Never returns.
     *
     * @throws LaunchException if the server cannot start
     */
    static void run(Settings settings, PrintStream out) throws InterruptedException {
        boolean loopback = isLoopback(settings);
        if (settings.tokenSecret() == null && !loopback) {
            throw new SettingException(
                    "%s can be reached by other machines; set PARLEY_JWT_SECRET to at least 32 secret bytes, or listen on 127.0.0.1."
                            .formatted(settings.host()));
        }
        TokenRules tokens = Tokens.rules(settings);
        LOG.info(
                "Parley {} starts, storage: {}, model: {}",
                Main.version(),
                settings.storage().description(),
                settings.model().description());
        Wiring wiring = start(settings, tokens);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(wiring), "parley-end"));
        ExitSignals.install();
        announce(settings, wiring.port(), tokens, out);
        wiring.warmUp();
        new CountDownLatch(1).await();
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

    private static void announce(Settings settings, int port, TokenRules tokens, PrintStream out) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String address = "http://" + host + ":" + port + "/";
        out.println("Parley listens on " + address);
        if (settings.tokenSecret() == null) {
            String token = new TokenMint(tokens, InstantSource.system()).mint(STARTER, ROLE_OF_STARTER, LOGIN);
            out.println("Log in:  " + address + "#token=" + token);
        } else {
            out.println("Log in:  with a token; \"parley token --user NAME\" prints one");
        }
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
        out.println("Model:   " + settings.model().description() + hint);
        out.flush();
    }

    /** The work is done on a thread that can be left behind. */
    private static void end(Wiring wiring) {
        LOG.info("Parley ends");
        Thread goodbye = Thread.ofPlatform().daemon().name("parley-goodbye").start(wiring::close);
        try {
            if (!goodbye.join(LONGEST_GOODBYE)) {
                LOG.warn(
                        "Parley ends although not everything could be closed within {} s", LONGEST_GOODBYE.toSeconds());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
