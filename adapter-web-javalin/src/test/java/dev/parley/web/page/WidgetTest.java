package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetTest {
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*\\(?['\"]([^'\"\\s]+)['\"]");

    private final Widget widget = new Widget(new WebPage());
    private final String script = text(widget.script());
    private final String base = found("base: \"([^\"]+)\"");

    @Test
    void everythingThatIsImportedIsServedAndLoadedAtOnce() {
        Set<String> seen = new HashSet<>();

        follow(base + found("entry: \"([^\"]+)\""), seen);

        List<String> modules =
                List.of(found("modules: \\[(.*?)]").replace("\"", "").split(","));
        assertThat(modules).doesNotHaveDuplicates();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        modules.stream().map(name -> base + name).toList())
                .contains(base + "parley/elements/chat.js", base + "parley/widget/style.js")
                .noneMatch(path -> path.endsWith("/app.js") || path.endsWith("/login.js") && path.contains("elements"))
                .anyMatch(path -> path.contains("/lit-html/"))
                .anyMatch(path -> path.contains("/dompurify/"));
    }

    private void follow(String path, Set<String> seen) {
        if (!seen.add(path)) {
            return;
        }
        assertThat(widget.file(path)).as(path).isPresent();
        Matcher imports = IMPORT.matcher(text(widget.file(path).orElseThrow()).replaceAll("(?s)/\\*.*?\\*/", ""));
        while (imports.find()) {
            assertThat(imports.group(1)).as(path).startsWith(".");
            follow(Path.of(path).resolveSibling(imports.group(1)).normalize().toString(), seen);
        }
    }

    @Test
    void browsersKeepModulesForEverAndAskForTheScript() {
        assertThat(widget.script().cacheControl()).isEqualTo("no-cache");
        assertThat(module(base).cacheControl()).contains("immutable");
        assertThat(base).matches("/widget/files/[0-9a-f]{16}/");
        assertThat(text(new Widget(new WebPage()).script())).isEqualTo(script);
    }

    @Test
    void nodeOfAnotherVersionHelpsOutButNobodyKeepsThat() {
        Asset other = module(Widget.FILES + "0123456789abcdef/");

        assertThat(other.bytes()).isEqualTo(module(base).bytes());
        assertThat(other.cacheControl()).isEqualTo("no-store");
    }

    @Test
    void sizesDoNotDependOnTheSitesOwn() {
        String style = text(widget.file(base + "parley/widget/style.js").orElseThrow());

        assertThat(style)
                .startsWith("export default `")
                .endsWith("`;\n")
                .contains(".widget", "--small: 13px;", "min(672px, calc(100dvh - 112px))")
                .doesNotContainPattern("\\drem\\b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "parley/widget/main.js",
                "0123456789abcdef",
                "0123456789abcdef/",
                "0123456789abcde/parley/widget/main.js",
                "0123456789ABCDEF/parley/widget/main.js",
                "../parley/widget/main.js",
                "0123456789abcdef/parley/widget/loader.js",
                "0123456789abcdef/parley/app.js",
                "0123456789abcdef/parley/../parley/widget/main.js"
            })
    void nothingElseIsServed(String path) {
        assertThat(widget.file(Widget.FILES + path)).isEmpty();
    }

    private Asset module(String folder) {
        return widget.file(folder + "parley/widget/main.js").orElseThrow();
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(script);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String text(Asset asset) {
        return new String(asset.bytes(), StandardCharsets.UTF_8);
    }
}
