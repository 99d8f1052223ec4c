package dev.parley.launcher;

import dev.parley.application.agent.Profiles;
import dev.parley.launcher.profiles.ProfilesDocument;
import dev.parley.launcher.profiles.ProfilesFile;
import dev.parley.launcher.profiles.ProfilesWatch;
import dev.parley.tools.McpServerSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The profiles, from their file if there is one, which is then read again when it changes. */
final class LoadedProfiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedProfiles.class);

    private final Profiles profiles;
    private final List<McpServerSettings> mcpServers;
    private final @Nullable ProfilesWatch watch;

    private LoadedProfiles(ProfilesDocument document, @Nullable ProfilesWatch watch) {
        this.profiles = new Profiles(document.profiles());
        this.mcpServers = document.mcpServers();
        this.watch = watch;
    }

    /**
     * @param path null for the built-in profiles
     * @throws dev.parley.launcher.profiles.ProfilesFileException naming all that is wrong with the file
     */
    static LoadedProfiles of(@Nullable Path path) {
        if (path == null) {
            return new LoadedProfiles(ProfilesDocument.BUILT_IN, null);
        }
        ProfilesWatch watch = new ProfilesWatch(new ProfilesFile(path, System::getenv));
        return new LoadedProfiles(watch.first(), watch);
    }

    Profiles profiles() {
        return profiles;
    }

    /** The servers of tools that were in the file when Parley started. */
    List<McpServerSettings> mcpServers() {
        return mcpServers;
    }

    /** Begins to look for changes of the file. */
    void start() {
        if (watch != null) {
            watch.start(this::take);
        }
    }

    private void take(ProfilesDocument document) {
        profiles.replace(document.profiles());
        if (!document.mcpServers().equals(mcpServers)) {
            LOG.warn("The tool servers in the file of profiles have changed; that counts when Parley is started again");
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
