package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.application.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> adapterKeepsTheRules() {
        JavaClasses adapter = ArchitectureRules.production("dev.parley.tools");
        assertThat(adapter.contain(McpTools.class)).isTrue();
        return ArchitectureRules.PARLEY.ofAdapter("tools").stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(adapter)));
    }
}
