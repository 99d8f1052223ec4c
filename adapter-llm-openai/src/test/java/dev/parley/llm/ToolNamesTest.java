package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ToolSpecification;
import dev.parley.domain.JsonText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    private static ToolNames of(String... names) {
        return ToolNames.of(Arrays.stream(names)
                .map(name -> new ToolSpecification(name, "", JsonText.EMPTY_OBJECT))
                .toList());
    }

    @Test
    void allowedNamesStay() {
        assertThat(of("create_task-2").toWire("create_task-2")).isEqualTo("create_task-2");
    }

    @Test
    void everyNameIsAllowedUniqueAndTranslatedBack() {
        List<String> names = List.of("a.b", "a/b", "a_b", "", "ü", "x".repeat(100), "x".repeat(101), "a_b_2");
        ToolNames toolNames = of(names.toArray(String[]::new));

        Stream<String> wireNames = names.stream().map(toolNames::toWire);

        assertThat(wireNames)
                .allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"))
                .doesNotHaveDuplicates();
        assertThat(names)
                .allMatch(name -> toolNames.fromWire(toolNames.toWire(name)).equals(name));
    }

    @Test
    void unknownNamesPass() {
        assertThat(of().fromWire("no.such")).isEqualTo("no.such");
        assertThat(of().toWire("no.such")).isEqualTo("no_such");
    }
}
