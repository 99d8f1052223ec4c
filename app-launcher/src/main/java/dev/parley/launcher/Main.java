package dev.parley.launcher;

import dev.parley.launcher.settings.LogLevel;
import dev.parley.launcher.settings.SettingException;
import dev.parley.launcher.settings.Settings;
import dev.parley.launcher.settings.SettingsTable;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * The program. Exit codes: 0 for a work that is done, {@value #FAILED} if it cannot be done, {@value #WRONG_SETTINGS} if what was asked for
 * was not understood.
 */
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_SETTINGS = 2;

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(arguments, System.getenv(), System.out, System.err);
        if (code != DONE) {
            System.exit(code);
        }
    }

    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            Arguments asked = Arguments.parse(arguments);
            if (asked.isHelpWanted()) {
                out.print(asked.help());
            } else if (asked.isVersionWanted()) {
                out.println("Parley " + version());
            } else {
                return run(asked, environment, out, err);
            }
            return DONE;
        } catch (SettingException wrong) {
            err.println(wrong.sentence());
            return WRONG_SETTINGS;
        } catch (LaunchException failed) {
            err.println(failed.sentence());
            return FAILED;
        } catch (InterruptedException interrupted) {
            return FAILED;
        }
    }

    private static int run(Arguments asked, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        switch (asked.command()) {
            case SERVE -> {
                Settings settings = Settings.parse(environment, asked.flags());
                Logs.configure(settings.logFormat(), settings.logLevel());
                Serve.run(settings, out);
            }
            case TOKEN -> {
                Settings settings = Settings.parse(environment, asked.flags());
                Logs.configure(settings.logFormat(), settings.logLevel());
                out.println(TokenCommand.token(settings, asked.flags()));
            }
            case CHAT -> {
                Settings settings = Settings.parse(environment, asked.flags());
                Logs.configure(settings.logFormat(), LogLevel.ERROR);
                return ChatCommand.run(settings, environment, asked.flags(), System.in, out, err);
            }
            case REHEARSE -> {
                Settings settings = Settings.parse(environment, asked.flags());
                Logs.configure(settings.logFormat(), settings.logLevel());
                Rehearsal.run(settings);
            }
            case SETTINGS -> out.print(SettingsTable.markdown());
        }
        return DONE;
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
