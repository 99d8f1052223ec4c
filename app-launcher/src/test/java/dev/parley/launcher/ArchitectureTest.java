package dev.parley.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.parley.application.architecture.ArchitectureRules;
import dev.parley.launcher.chat.TerminalChat;
import dev.parley.launcher.client.ParleyClient;
import dev.parley.launcher.seeded.chat.CuriousChat;
import dev.parley.launcher.seeded.client.CuriousClient;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The client could live in any program, and the chat knows the server by the wire only. */
class ArchitectureTest {
    private static ArchRule clientStandsOnTheJdkAndJson(String root) {
        return classes()
                .that(resideInAPackage(root + ".client.."))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(root + ".client..", "java..", "com.fasterxml.jackson..", "org.jspecify.."));
    }

    private static ArchRule chatKnowsTheClientOnly(String root) {
        return classes()
                .that(resideInAPackage(root + ".chat.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        root + ".chat..",
                        root + ".client..",
                        "java..",
                        "com.fasterxml.jackson..",
                        "org.jline..",
                        "org.jspecify.."));
    }

    @TestFactory
    Stream<DynamicTest> launcherKeepsTheRules() {
        JavaClasses launcher = ArchitectureRules.production("dev.parley.launcher");
        assertThat(launcher.contain(ParleyClient.class)).isTrue();
        assertThat(launcher.contain(TerminalChat.class)).isTrue();
        return Stream.concat(
                        ArchitectureRules.PARLEY.ofEveryModule().stream(),
                        Stream.of(
                                clientStandsOnTheJdkAndJson("dev.parley.launcher"),
                                chatKnowsTheClientOnly("dev.parley.launcher")))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(launcher)));
    }

    @Test
    void rulesCatchTheirViolations() {
        JavaClasses seeded = new ClassFileImporter().importPackages("dev.parley.launcher.seeded");
        String root = "dev.parley.launcher.seeded";

        assertThat(clientStandsOnTheJdkAndJson(root)
                        .evaluate(seeded)
                        .getFailureReport()
                        .toString())
                .contains(CuriousClient.class.getName());
        assertThat(chatKnowsTheClientOnly(root)
                        .evaluate(seeded)
                        .getFailureReport()
                        .toString())
                .contains(CuriousChat.class.getName());
    }
}
