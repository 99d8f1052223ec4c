package dev.parley.launcher.profiles;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an MCP server is reached whose tools agents may use: either a program that is started, or an address. Prints nothing that may be
 * secret.
 *
 * @param name what the names of its tools begin with: 1 to 24 lower-case letters, digits, {@code -} and single {@code _} in between
 * @param command the program to start; null if there is an address
 * @param args the program's arguments
 * @param env what the program's environment has in addition
 * @param url the address, http or https; null if there is a program
 * @param headers sent with every request to the address
 * @param timeout the longest time for one call
 * @param trusted whether what it tells of its tools is believed, such as that a call may be made twice
 * @param allowPrivateAddress whether the address may lead into the private network
 */
public record McpServerSettings(
        String name,
        @Nullable String command,
        List<String> args,
        Map<String, String> env,
        @Nullable URI url,
        Map<String, String> headers,
        Duration timeout,
        boolean trusted,
        boolean allowPrivateAddress) {
    public McpServerSettings {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "McpServerSettings[name=%s, %s]"
                .formatted(name, url == null ? "command=" + command : "host=" + url.getHost());
    }
}
