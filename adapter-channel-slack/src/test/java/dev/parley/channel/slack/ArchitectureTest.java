package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.application.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> adapterKeepsTheRules() {
        JavaClasses adapter = ArchitectureRules.production("dev.parley.channel.slack");
        assertThat(adapter.contain(SlackChannel.class)).isTrue();
        return ArchitectureRules.PARLEY.ofAdapter("channel.slack").stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(adapter)));
    }
}
