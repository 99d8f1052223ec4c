package dev.parley.web.cookbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of code on a page.
 *
 * @param heading that it stands under
 */
record Example(String heading, String code) {
    /** All of one language, in the order of the page. */
    static List<Example> read(Path page, String language) throws IOException {
        List<Example> examples = new ArrayList<>();
        String heading = "";
        StringBuilder code = null;
        for (String line : Files.readAllLines(page)) {
            if (code != null && line.equals("```")) {
                examples.add(new Example(heading, code.toString()));
                code = null;
            } else if (code != null) {
                code.append(line).append('\n');
            } else if (line.equals("```" + language)) {
                code = new StringBuilder();
            } else if (line.startsWith("#")) {
                heading = line.replaceAll("[#`']", "").strip();
            }
        }
        return examples;
    }
}
