package dev.parley.web.page;

import java.util.Map;
import java.util.Set;

/**
 * A JavaScript library that the page imports, from a webjar.
 *
 * @param artifact the webjar's artifact id
 * @param version the version of the jar on the class path
 * @param folders the folders whose files are served; the empty name is the webjar's own folder
 * @param imports what the page and other libraries call its files: import specifier → path in the webjar, empty for all of it
 */
record BrowserModule(String artifact, String version, Set<String> folders, Map<String, String> imports) {
    private static final String GROUP = "org.webjars.npm";

    /** @throws IllegalStateException if the webjar is not on the class path */
    static BrowserModule find(String artifact, Set<String> folders, Map<String, String> imports) {
        return new BrowserModule(artifact, Resources.versionOf(GROUP, artifact), folders, imports);
    }

    /** The resource of one of its files. */
    String resource(String path) {
        return "/META-INF/resources/webjars/" + artifact + "/" + version + "/" + path;
    }

    /** Whether the file is a module for browsers that the page may load. */
    boolean offers(String path) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return folders.contains(folder) && (path.endsWith(".js") || path.endsWith(".mjs"));
    }
}
