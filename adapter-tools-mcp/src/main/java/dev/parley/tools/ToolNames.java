package dev.parley.tools;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What the tools of a server are called here: {@code server__tool}, in characters that every model takes, at most {@value #LONGEST} of
 * them. A tool's name depends on nothing but the names of the server and its tools, so a tool is called the same after a restart.
 */
final class ToolNames {
    static final int LONGEST = 64;

    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9_-]");

    private ToolNames() {}

    /** The server's names of its tools by the names that they have here. */
    static Map<String, String> of(String server, Collection<String> tools) {
        Map<String, Integer> claims = new HashMap<>();
        tools.forEach(tool -> claims.merge(plain(server, tool), 1, Integer::sum));
        Map<String, String> names = new LinkedHashMap<>();
        for (String tool : tools) {
            String plain = plain(server, tool);
            boolean exact = plain.equals(server + "__" + tool);
            boolean alone = claims.getOrDefault(plain, 0) == 1 && plain.length() <= LONGEST;
            String name = (exact && plain.length() <= LONGEST) || alone ? plain : marked(plain, tool);
            names.putIfAbsent(name, tool);
        }
        return names;
    }

    private static String plain(String server, String tool) {
        return server + "__" + UNFIT.matcher(tool).replaceAll("_");
    }

    /** Shortened, and told apart by a mark of the tool's whole name. */
    private static String marked(String plain, String tool) {
        CRC32 sum = new CRC32();
        sum.update(tool.getBytes(StandardCharsets.UTF_8));
        String mark = "_%08x".formatted(sum.getValue());
        return plain.substring(0, Math.min(plain.length(), LONGEST - mark.length())) + mark;
    }
}
