package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.application.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> adapterKeepsTheRules() {
        JavaClasses adapter = ArchitectureRules.production("dev.parley.channel.email");
        assertThat(adapter.contain(EmailChannel.class)).isTrue();
        return ArchitectureRules.PARLEY.ofAdapter("channel.email").stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(adapter)));
    }
}
