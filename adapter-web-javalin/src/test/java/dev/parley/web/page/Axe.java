package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What axe-core finds serious. Tests that find it not installed skip themselves. */
final class Axe {
    private static final Path FILE =
            Path.of(System.getProperty("parley.root", "..")).resolve("target/npm/node_modules/axe-core/axe.min.js");

    /** What it finds, in a line each. */
    private static final String FIND = """
            async (part) => {
                // What moves is looked at where it ends.
                document.getAnimations().forEach((animation) => animation.effect?.getComputedTiming().iterations === 1 && animation.finish());
                const { violations } = await axe.run(part ?? document, { resultTypes: ['violations'] });
                return violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .flatMap(({ id, nodes }) =>
                        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} -- ${failureSummary}`));
            }""";

    private final String code;

    private Axe(String code) {
        this.code = code;
    }

    static Axe load() throws IOException {
        assumeThat(FILE)
                .as("axe-core is not installed: npm install --no-save --prefix target/npm axe-core@4.14.1")
                .exists();
        return new Axe(Files.readString(FILE));
    }

    void check(Page page, String state) {
        page.evaluate(code);
        assertThat((List<?>) page.evaluate(FIND)).as(state).isEmpty();
    }

    /** @param part of the page, which is looked at alone */
    void check(Page page, String part, String state) {
        page.evaluate(code);
        assertThat((List<?>) page.evaluate(FIND, part)).as(state).isEmpty();
    }
}
