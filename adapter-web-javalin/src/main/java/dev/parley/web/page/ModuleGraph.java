package dev.parley.web.page;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which modules a module needs before it can run, so that a browser can ask for all of them at once instead of finding out one after
 * the other.
 */
final class ModuleGraph {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*['\"]([^'\"\\s]+)['\"]");

    private final Map<String, String> imports;
    private final Function<String, Optional<byte[]>> source;

    /**
     * @param imports the import map
     * @param source the content of a module by its path
     */
    ModuleGraph(Map<String, String> imports, Function<String, Optional<byte[]>> source) {
        this.imports = Map.copyOf(imports);
        this.source = source;
    }

    /** The paths of a module and all that it imports, directly or not; what it imports on demand only is left out. */
    Set<String> of(String entry) {
        Set<String> seen = new LinkedHashSet<>();
        follow(entry, seen);
        return seen;
    }

    /** A module's code with specifiers that need no import map: what it imports is named by where that lies beside it. */
    String withoutImportMap(String path) {
        String code = new String(source.apply(path).orElseThrow(), StandardCharsets.UTF_8);
        return IMPORT.matcher(code).replaceAll(found -> {
            String specifier = found.group(1);
            String statement = specifier.startsWith(".")
                    ? found.group()
                    : resolved(specifier, path)
                            .map(target -> found.group().replace(specifier, relative(path, target)))
                            .orElseGet(found::group);
            return Matcher.quoteReplacement(statement);
        });
    }

    private static String relative(String from, String target) {
        String way =
                Path.of(from).resolveSibling("").relativize(Path.of(target)).toString();
        return way.startsWith(".") ? way : "./" + way;
    }

    private void follow(String path, Set<String> seen) {
        if (seen.contains(path)) {
            return;
        }
        source.apply(path).ifPresent(bytes -> {
            seen.add(path);
            String code =
                    COMMENT.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
            Set<String> specifiers = IMPORT.matcher(code)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            specifiers.forEach(specifier -> resolved(specifier, path).ifPresent(next -> follow(next, seen)));
        });
    }

    /** As browsers resolve it: relative to the module, by an exact entry, or by the longest one that ends with a slash. */
    private Optional<String> resolved(String specifier, String from) {
        if (specifier.startsWith(".")) {
            return Optional.of(
                    Path.of(from).resolveSibling(specifier).normalize().toString());
        }
        if (imports.containsKey(specifier)) {
            return Optional.of(imports.get(specifier));
        }
        return imports.keySet().stream()
                .filter(key -> key.endsWith("/") && specifier.startsWith(key))
                .reduce((one, other) -> one.length() > other.length() ? one : other)
                .map(key -> imports.get(key) + specifier.substring(key.length()));
    }
}
