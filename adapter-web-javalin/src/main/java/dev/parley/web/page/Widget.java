package dev.parley.web.page;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The chat for pages of other sites: a script that they name, and the modules that it loads, which are those of the page. Made when
 * somebody asks for them first, and kept. Safe for use by many threads.
 *
 * <p>Other sites have no import map of ours, so modules name each other by where they lie. All of them lie in a folder whose name
 * changes with anything in it: browsers keep them for ever, and never mix those of two versions.
 */
public final class Widget {
    /** Where the script is served. */
    public static final String SCRIPT = "/widget.js";

    /** Where the modules are served. */
    public static final String FILES = "/widget/files/";

    private static final String FOLDER = WebPage.ASSETS + WebPage.OWN_FOLDER + "widget/";
    private static final String ENTRY = FOLDER + "main.js";
    private static final String LOADER = FOLDER + "loader.js";
    private static final String LOADER_FILES = "/* files */";

    /** The module that has all style sheets in a text; there is no such file. */
    private static final String STYLE = FOLDER + "style.js";

    private static final List<String> STYLES = List.of(
            "tokens",
            "base",
            "controls",
            "page",
            "sidebar",
            "conversation",
            "markdown",
            "question",
            "composer",
            "overlay",
            "widget");

    private static final Pattern REM = Pattern.compile("(?<![\\w.])(\\d*\\.?\\d+)rem\\b");
    private static final BigDecimal PIXELS_PER_REM = BigDecimal.valueOf(16);
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{16}");

    private final WebPage page;
    private volatile @Nullable Files files;

    public Widget(WebPage page) {
        this.page = page;
    }

    /** The script that other sites name. */
    public Asset script() {
        return files().script;
    }

    /**
     * A file that the script loads.
     *
     * @param path the whole path of the request
     * @return empty for everything that is not such a file
     */
    public Optional<Asset> file(String path) {
        int versionEnd = path.indexOf('/', FILES.length());
        if (!path.startsWith(FILES) || versionEnd < 0) {
            return Optional.empty();
        }
        String version = path.substring(FILES.length(), versionEnd);
        Files current = files();
        Asset asset = current.modules.get(path.substring(versionEnd + 1));
        if (asset == null || !VERSION.matcher(version).matches()) {
            return Optional.empty();
        }
        return Optional.of(version.equals(current.version) ? asset : ofAnotherVersion(asset));
    }

    /**
     * While nodes are renewed one after the other, the script may come from a new one and a module from an old one. It works as
     * it is, but nobody may keep it under this name.
     */
    private static Asset ofAnotherVersion(Asset asset) {
        return Asset.of(asset.bytes(), asset.contentType(), "no-store");
    }

    /** Two that come first at once make the same. */
    private Files files() {
        Files known = files;
        if (known == null) {
            known = make();
            files = known;
        }
        return known;
    }

    private Files make() {
        Map<String, byte[]> modules = new LinkedHashMap<>();
        Set<String> paths = page.graph().of(ENTRY);
        paths.forEach(path -> modules.put(nameOf(path), utf8(page.graph().withoutImportMap(path))));
        modules.put(nameOf(STYLE), utf8(style()));
        String version = versionOf(modules);
        String base = FILES + version + "/";
        String names =
                modules.keySet().stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
        String described = "base: \"%s\", entry: \"%s\", modules: %s".formatted(base, nameOf(ENTRY), names);
        String script = text(LOADER).replace(LOADER_FILES, described);
        Map<String, Asset> assets = modules.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        module -> new Asset(
                                module.getValue(), Resources.contentType(module.getKey()), Resources.FOREVER)));
        return new Files(
                version, new Asset(utf8(script), Resources.contentType(Widget.SCRIPT), Resources.REVALIDATE), assets);
    }

    /**
     * All style sheets, as a module: a style sheet that a script makes needs no permission of the site's policy. Sizes in
     * {@code rem} would depend on the site's own style.
     */
    private String style() {
        String sheets = STYLES.stream()
                .map(name -> text(WebPage.ASSETS + WebPage.OWN_FOLDER + "style/" + name + ".css"))
                .collect(Collectors.joining("\n"));
        String fixed = REM.matcher(sheets)
                .replaceAll(size ->
                        new BigDecimal(size.group(1))
                                        .multiply(PIXELS_PER_REM)
                                        .stripTrailingZeros()
                                        .toPlainString() + "px");
        return "export default `"
                + fixed.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`;\n";
    }

    private static String versionOf(Map<String, byte[]> modules) {
        String tags = modules.entrySet().stream()
                .map(module -> module.getKey() + new Asset(module.getValue(), "", "").entityTag())
                .collect(Collectors.joining());
        return new Asset(utf8(tags), "", "").entityTag().substring(1, 17);
    }

    private static String nameOf(String path) {
        return path.substring(WebPage.ASSETS.length());
    }

    private String text(String path) {
        Asset asset = page.asset(path)
                .orElseThrow(() -> new IllegalStateException(path + " is not one of the page's files."));
        return new String(asset.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Files(String version, Asset script, Map<String, Asset> modules) {}
}
