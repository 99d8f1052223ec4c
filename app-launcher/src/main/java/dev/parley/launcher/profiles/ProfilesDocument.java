package dev.parley.launcher.profiles;

import dev.parley.application.agent.Profile;
import dev.parley.tools.McpServerSettings;
import java.util.List;

/**
 * What a file of profiles says.
 *
 * @param profiles in no particular order; the default one is always among them
 * @param mcpServers servers of tools, in the order of the file
 */
public record ProfilesDocument(List<Profile> profiles, List<McpServerSettings> mcpServers) {
    /** What holds without a file. */
    public static final ProfilesDocument BUILT_IN = new ProfilesDocument(List.of(Profile.DEFAULT), List.of());

    public ProfilesDocument {
        profiles = List.copyOf(profiles);
        mcpServers = List.copyOf(mcpServers);
    }
}
