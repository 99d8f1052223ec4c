package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPageTest {
    private static final String NONCE = "0123456789abcdefABCDEF==";
    private static final Path SOURCES = Path.of("src/main/resources/web");
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*['\"]([^'\"\\s]+)['\"]");

    private final WebPage page = new WebPage();

    @Test
    void startDocumentCarriesTheImportMapUnderTheNonce() throws IOException {
        String document = new String(page.index(NONCE), StandardCharsets.UTF_8);

        assertThat(document).startsWith("<!doctype html>").doesNotContain("<!--importmap-->");
        assertThat(importMap(document))
                .containsOnlyKeys(
                        "lit",
                        "lit/",
                        "lit-html",
                        "lit-html/",
                        "lit-element/lit-element.js",
                        "lit-element/",
                        "@lit/reactive-element",
                        "@lit/reactive-element/",
                        "marked",
                        "dompurify");
    }

    @Test
    void importMapComesBeforeTheFirstModule() {
        String document = new String(page.index(NONCE), StandardCharsets.UTF_8);

        assertThat(document.indexOf("type=\"importmap\"")).isBetween(0, document.indexOf("type=\"module\""));
    }

    @Test
    void startDocumentHasNothingInlineButTheImportMap() {
        String document = new String(page.index(NONCE), StandardCharsets.UTF_8);

        assertThat(document).doesNotContain("<style").doesNotContain("style=").doesNotContainPattern("\\son\\w+=");
        assertThat(document.split("<script", -1)).hasSize(3);
        assertThat(document).contains("<script type=\"module\" src=\"/assets/parley/app.js\"></script>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "0123456789abcdef\"", "0123456789abcdef<", "0123456789 abcdef"})
    void nonceThatCouldBreakOutIsRefused(String nonce) {
        assertThatThrownBy(() -> page.index(nonce)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyFileOfThePageIsServedAndNoOther() throws IOException {
        Set<String> files;
        try (var walk = Files.walk(SOURCES)) {
            files = walk.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString())
                    .collect(Collectors.toSet());
        }
        files.removeAll(Set.of("index.html", "package.json"));

        assertThat(files).isNotEmpty().allSatisfy(file -> {
            Asset asset = page.asset("/assets/parley/" + file).orElseThrow();
            assertThat(asset.bytes()).isEqualTo(Files.readAllBytes(SOURCES.resolve(file)));
            assertThat(asset.cacheControl()).isEqualTo("no-cache");
            assertThat(asset.contentType()).isNotEqualTo("application/octet-stream");
        });
    }

    @Test
    void everythingThatIsImportedIsServed() throws IOException {
        Map<String, String> map = importMap(new String(page.index(NONCE), StandardCharsets.UTF_8));
        Set<String> seen = new HashSet<>();

        follow("/assets/parley/app.js", map, seen);

        assertThat(seen)
                .contains("/assets/parley/session-view.js")
                .anySatisfy(path -> assertThat(path).matches("/assets/lit/[0-9.]+/index\\.js"))
                .anySatisfy(path -> assertThat(path).matches("/assets/lit__reactive-element/[0-9.]+/css-tag\\.js"))
                .anySatisfy(path -> assertThat(path).matches("/assets/marked/[0-9.]+/lib/marked\\.esm\\.js"))
                .anySatisfy(path -> assertThat(path).matches("/assets/dompurify/[0-9.]+/dist/purify\\.es\\.mjs"));
    }

    @Test
    void everythingThatIsImportedIsPreloadedAndNothingElse() throws IOException {
        String document = new String(page.index(NONCE), StandardCharsets.UTF_8);
        Set<String> needed = new HashSet<>();
        follow("/assets/parley/app.js", importMap(document), needed);

        Set<String> preloaded = Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">")
                .matcher(document)
                .results()
                .map(link -> link.group(1))
                .collect(Collectors.toSet());

        assertThat(preloaded).isEqualTo(needed);
        assertThat(document.indexOf("modulepreload"))
                .as("browsers want the import map before the first module")
                .isGreaterThan(document.indexOf("importmap"));
    }

    @Test
    void everyStyleOfTheStartDocumentIsServed() {
        String document = new String(page.index(NONCE), StandardCharsets.UTF_8);

        assertThat(Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">")
                        .matcher(document)
                        .results()
                        .map(link -> link.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(path -> assertThat(page.asset(path)).as(path).isPresent());
    }

    @Test
    void librariesAreKeptForEverSinceTheirPathsHaveVersions() throws IOException {
        String lit =
                importMap(new String(page.index(NONCE), StandardCharsets.UTF_8)).get("lit");

        assertThat(page.asset(lit).orElseThrow().cacheControl()).contains("immutable");
        assertThat(page.asset(lit).orElseThrow().contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(page.asset(lit.replaceFirst("[0-9]+\\.[0-9]+\\.[0-9]+", "9.9.9")))
                .isEmpty();
    }

    @Test
    void entityTagsAreStrongAndDifferWithTheContent() {
        String script = page.asset("/assets/parley/app.js").orElseThrow().entityTag();

        assertThat(script)
                .matches("\"[0-9a-f]{32}\"")
                .isEqualTo(page.asset("/assets/parley/app.js").orElseThrow().entityTag());
        assertThat(page.asset("/assets/parley/style/tokens.css").orElseThrow().entityTag())
                .isNotEqualTo(script);
    }

    @Test
    void whoGetsAFileCannotChangeItForOthers() {
        page.asset("/assets/parley/app.js").orElseThrow().bytes()[0] = 'X';

        assertThat(page.asset("/assets/parley/app.js").orElseThrow().bytes()[0]).isNotEqualTo((byte) 'X');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/assets/",
                "/assets",
                "/assets/parley/",
                "/assets/parley/index.html",
                "/assets/parley/package.json",
                "/assets/parley/elements",
                "/assets/parley/elements/",
                "/assets/parley/elements/chat",
                "/assets/parley/elements/../app.js",
                "/assets/parley/nothing.js",
                "/assets/parley/../parley/app.js",
                "/assets/parley/../../dev/parley/web/page/WebPage.class",
                "/assets/parley//app.js",
                "/assets/parley/%61pp.js",
                "/assets/parley/app.js/",
                "/assets/parley/app.js\u0000.css",
                "/assets/parley\\app.js",
                "/assets/../assets/parley/app.js",
                "/assets/lit/index.js",
                "/assets/lit/VERSION/package.json",
                "/assets/lit/VERSION/LICENSE",
                "/assets/lit/VERSION/../VERSION/index.js",
                "/assets/lit/VERSION/./index.js",
                "/assets/lit/VERSION/",
                "/assets/lit/VERSION",
                "/assets/lit-html/VERSION/development/lit-html.js",
                "/assets/lit-html/VERSION/node/lit-html.js",
                "/assets/marked/VERSION/bin/main.js",
                "/assets/swagger-ui/5.0.0/swagger-ui.js",
                "/META-INF/MANIFEST.MF",
                "parley/app.js"
            })
    void nothingElseIsServed(String path) throws IOException {
        String version = importMap(new String(page.index(NONCE), StandardCharsets.UTF_8))
                .get("lit")
                .split("/", -1)[3];

        assertThat(page.asset(path.replace("VERSION", version))).isEmpty();
    }

    private void follow(String path, Map<String, String> map, Set<String> seen) {
        if (!seen.add(path)) {
            return;
        }
        assertThat(page.asset(path)).as(path).isPresent();
        String code = new String(page.asset(path).orElseThrow().bytes(), StandardCharsets.UTF_8);
        Matcher imports = IMPORT.matcher(code.replaceAll("(?s)/\\*.*?\\*/", ""));
        while (imports.find()) {
            follow(resolved(imports.group(1), path, map), map, seen);
        }
    }

    /** As browsers resolve it: an exact entry, else the longest one that ends with a slash. */
    private static String resolved(String specifier, String from, Map<String, String> map) {
        if (specifier.startsWith(".")) {
            return Path.of(from).resolveSibling(specifier).normalize().toString();
        }
        if (map.containsKey(specifier)) {
            return map.get(specifier);
        }
        String folder = map.keySet().stream()
                .filter(key -> key.endsWith("/") && specifier.startsWith(key))
                .reduce((one, other) -> one.length() > other.length() ? one : other)
                .orElseThrow(() -> new AssertionError("nothing maps " + specifier));
        return map.get(folder) + specifier.substring(folder.length());
    }

    private static Map<String, String> importMap(String document) throws IOException {
        Matcher script = Pattern.compile("<script type=\"importmap\" nonce=\"" + NONCE + "\">(.*?)</script>")
                .matcher(document);
        assertThat(script.find()).isTrue();
        Map<String, String> imports = new TreeMap<>();
        new ObjectMapper()
                .readTree(script.group(1))
                .get("imports")
                .properties()
                .forEach(entry -> imports.put(entry.getKey(), entry.getValue().asText()));
        return imports;
    }
}
