package dev.parley.web.page;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The web page: its start document and the files that it loads. Files are read once and kept. Safe for use by many threads.
 *
 * <p>Browsers load the libraries as they are, without a bundler: an import map, generated from the versions of the webjars on the class
 * path, tells what {@code import 'lit'} means.
 */
public final class WebPage {
    /** Where all files but the start document are served. */
    public static final String ASSETS = "/assets/";

    static final String OWN_FOLDER = "parley/";
    private static final String ENTRY = ASSETS + OWN_FOLDER + "app.js";
    private static final String IMPORT_MAP_PLACE = "<!--importmap-->";
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9+/_=-]{16,128}");
    private static final Pattern PLAIN_PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private final OwnFiles own = OwnFiles.find();
    private final Map<String, BrowserModule> modules;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();
    private final String beforeImportMap;
    private final String importMap;
    private final String preloads;
    private final ModuleGraph graph;
    private final String afterImportMap;

    /** @throws IllegalStateException if the page or one of its libraries is not on the class path */
    public WebPage() {
        modules = libraries().stream()
                .collect(Collectors.toUnmodifiableMap(
                        module -> module.artifact() + "/" + module.version() + "/", module -> module));
        String document = new String(own.startDocument(), StandardCharsets.UTF_8);
        int place = document.indexOf(IMPORT_MAP_PLACE);
        if (place < 0) {
            throw new IllegalStateException("The page has no " + IMPORT_MAP_PLACE + ".");
        }
        beforeImportMap = document.substring(0, place);
        Map<String, String> imports = imports();
        importMap = json(imports);
        graph = new ModuleGraph(imports, path -> asset(path).map(Asset::bytes));
        preloads = preloads();
        afterImportMap = document.substring(place + IMPORT_MAP_PLACE.length());
    }

    /**
     * The start document.
     *
     * @param nonce what the response's Content-Security-Policy allows inline scripts by: 16 to 128 characters of base64
     * @throws IllegalArgumentException if the nonce is of another form
     */
    public byte[] index(String nonce) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("a nonce has 16 to 128 characters of base64");
        }
        return (beforeImportMap + "<script type=\"importmap\" nonce=\"" + nonce + "\">" + importMap + "</script>"
                        + preloads + afterImportMap)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A file that the page loads.
     *
     * @param path the whole path of the request, decoded, such as {@code /assets/parley/app.js}
     * @return empty for everything that is not one of the page's files
     */
    public Optional<Asset> asset(String path) {
        if (!path.startsWith(ASSETS)) {
            return Optional.empty();
        }
        String name = path.substring(ASSETS.length());
        Asset known = assets.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Asset> found = load(name);
        found.ifPresent(asset -> assets.put(name, asset));
        return found;
    }

    private Optional<Asset> load(String name) {
        if (!PLAIN_PATH.matcher(name).matches()) {
            return Optional.empty();
        }
        if (name.startsWith(OWN_FOLDER)) {
            String file = name.substring(OWN_FOLDER.length());
            return own.file(file).map(bytes -> new Asset(bytes, Resources.contentType(file), Resources.REVALIDATE));
        }
        BrowserModule module = moduleOf(name);
        if (module == null) {
            return Optional.empty();
        }
        String file =
                name.substring(module.artifact().length() + module.version().length() + 2);
        return module.offers(file)
                ? Resources.read(module.resource(file))
                        .map(bytes -> new Asset(bytes, Resources.contentType(file), Resources.FOREVER))
                : Optional.empty();
    }

    private @Nullable BrowserModule moduleOf(String name) {
        int artifactEnd = name.indexOf('/');
        int versionEnd = name.indexOf('/', artifactEnd + 1);
        return versionEnd < 0 ? null : modules.get(name.substring(0, versionEnd + 1));
    }

    private static List<BrowserModule> libraries() {
        return List.of(
                BrowserModule.find(
                        "lit", Set.of("", "decorators/", "directives/"), Map.of("lit", "index.js", "lit/", "")),
                BrowserModule.find(
                        "lit-html", Set.of("", "directives/"), Map.of("lit-html", "lit-html.js", "lit-html/", "")),
                BrowserModule.find(
                        "lit-element",
                        Set.of("", "decorators/"),
                        Map.of("lit-element/lit-element.js", "lit-element.js", "lit-element/", "")),
                BrowserModule.find(
                        "lit__reactive-element",
                        Set.of("", "decorators/"),
                        Map.of("@lit/reactive-element", "reactive-element.js", "@lit/reactive-element/", "")),
                BrowserModule.find("marked", Set.of("lib/"), Map.of("marked", "lib/marked.esm.js")),
                BrowserModule.find("dompurify", Set.of("dist/"), Map.of("dompurify", "dist/purify.es.mjs")));
    }

    /** What import specifiers mean: the path of a file, or of a folder if they end with a slash. */
    private Map<String, String> imports() {
        Map<String, String> imports = new TreeMap<>();
        modules.forEach((folder, module) ->
                module.imports().forEach((specifier, path) -> imports.put(specifier, ASSETS + folder + path)));
        return imports;
    }

    /** The import map; names and paths consist of characters that need no escaping. */
    private static String json(Map<String, String> imports) {
        return imports.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
    }

    /** What the page's modules import. */
    ModuleGraph graph() {
        return graph;
    }

    /** Has browsers load at once what they would find out about one after the other. */
    private String preloads() {
        return graph.of(ENTRY).stream()
                .map("<link rel=\"modulepreload\" href=\"%s\">"::formatted)
                .collect(Collectors.joining());
    }
}
