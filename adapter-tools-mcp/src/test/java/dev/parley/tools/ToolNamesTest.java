package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    @Test
    void nameIsThatOfTheServerAndThatOfTheTool() {
        assertThat(ToolNames.of("files", List.of("read_file", "list-files")))
                .isEqualTo(Map.of("files__read_file", "read_file", "files__list-files", "list-files"));
    }

    @Test
    void unfitCharactersAreReplaced() {
        assertThat(ToolNames.of("s", List.of("a.b", "ä/ü", "\uD83D\uDE00")))
                .isEqualTo(Map.of("s__a_b", "a.b", "s_____", "ä/ü", "s___", "\uD83D\uDE00"));
    }

    @Test
    void toolsWhoseNamesBecomeTheSameAreToldApartAndTheExactOneKeepsItsName() {
        Map<String, String> names = ToolNames.of("s", List.of("a.b", "a b", "a_b"));

        assertThat(names).hasSize(3).containsEntry("s__a_b", "a_b");
        assertThat(names.keySet()).allMatch(name -> name.matches("s__a_b(_[0-9a-f]{8})?"));
        assertThat(ToolNames.of("s", List.of("a_b", "a b", "a.b"))).isEqualTo(names);
    }

    @Test
    void longNamesAreShortenedAndStayDifferent() {
        String stem = "t".repeat(100);
        Map<String, String> names = ToolNames.of("s", List.of(stem + "1", stem + "2"));

        assertThat(names).hasSize(2).containsValues(stem + "1", stem + "2");
        assertThat(names.keySet()).allSatisfy(name -> assertThat(name).hasSize(64));
        assertThat(ToolNames.of("s", List.of("t".repeat(61)))).containsKey("s__" + "t".repeat(61));
    }

    @Test
    void nameDoesNotDependOnOtherToolsUnlessTheyAreInItsWay() {
        assertThat(ToolNames.of("s", List.of("a.b", "other"))).containsEntry("s__a_b", "a.b");
        assertThat(ToolNames.of("s", List.of("a.b"))).containsEntry("s__a_b", "a.b");
    }
}
