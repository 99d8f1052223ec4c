package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's embedding snippet compiles as it stands there and does what it says. */
class ReadmeSnippetTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?class Embedded .*?)```", Pattern.DOTALL);

    @Test
    void embeddingSnippetOfTheReadmeAnswers(@TempDir Path folder) throws Exception {
        String readme = Files.readString(Path.of(System.getProperty("parley.root"), "README.md"));
        Matcher snippet = SNIPPET.matcher(readme);
        assertThat(snippet.find()).as("the README has the snippet").isTrue();
        Path source = Files.writeString(folder.resolve("Embedded.java"), snippet.group(1));

        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());

        assertThat(status).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method chat = loader.loadClass("Embedded").getDeclaredMethod("chat");
            chat.setAccessible(true);
            assertThat(chat.invoke(null)).isEqualTo("You said: Hello");
        }
    }

    @Test
    void embeddingSnippetHasLessThanTwentyLinesOfCode() throws Exception {
        String readme = Files.readString(Path.of(System.getProperty("parley.root"), "README.md"));
        Matcher snippet = SNIPPET.matcher(readme);
        assertThat(snippet.find()).isTrue();
        assertThat(snippet.group(1).lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
                .hasSizeLessThan(20);
    }
}
