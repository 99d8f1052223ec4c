package dev.parley.application.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The domain and the application keep the rules, and each rule notices when it is broken. */
class ArchitectureTest {
    private static final String SEEDED = "dev.parley.application.architecture.seeded";
    private static final ArchitectureRules SEEDED_RULES = new ArchitectureRules(SEEDED);

    @TestFactory
    Stream<DynamicTest> coreKeepsTheRules() {
        JavaClasses core = ArchitectureRules.production("dev.parley.domain", "dev.parley.application");
        assertThat(core.contain("dev.parley.domain.session.Session")).isTrue();
        assertThat(core.contain("dev.parley.application.Sessions")).isTrue();
        assertThat(core.contain(ArchitectureTest.class)).isFalse();
        return ArchitectureRules.PARLEY.ofTheCore().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(core)));
    }

    /**
     * A rule and what breaks it.
     *
     * @param violations all that it has to complain about, and nothing else, by a part of their names
     */
    private record Seed(ArchRule rule, String... violations) {}

    private static List<Seed> seeds() {
        ArchitectureRules rules = SEEDED_RULES;
        return List.of(
                new Seed(rules.domainStandsOnTheJdkAlone(), "DomainThatKnowsTheApplication"),
                new Seed(rules.foundationOfTheDomainKnowsNoConcept(), "FoundationThatKnowsEvents"),
                new Seed(rules.nothingInTheDomainKnowsTheLog(), "FoundationThatKnowsEvents"),
                new Seed(
                        rules.applicationKnowsTheDomainOnly(),
                        "ApplicationThatKnowsAnAdapter",
                        "ApplicationThatKnowsALibrary"),
                new Seed(rules.packagesOfTheApplicationHaveNoCycles(), "ChickenFirst", "EggFirst"),
                new Seed(rules.portsAreInterfacesOrRecords(), "PortThatIsAClass"),
                new Seed(rules.interfacesArePortsOrSealed(), "InterfaceWithoutNeed"),
                new Seed(rules.useCasesAreFinal(), "OpenUseCase"),
                new Seed(
                        rules.useCasesKnowWhoCalls(),
                        "UseCaseOfAnybody.delete",
                        "UseCaseOfAnybody.read",
                        "UseCaseOfAnybody.watch"),
                new Seed(rules.timeAndIdentityAreParameters(), "ClockReader"),
                new Seed(rules.adapterKnowsNoOther("memory"), "MemoryThatKnowsTheWeb"),
                new Seed(rules.adapterKnowsNoOther("channel.email"), "EmailThatKnowsSlack"),
                new Seed(
                        rules.namesSayWhatThingsAre(),
                        "SessionManager",
                        "TurnHelper",
                        "TextUtils",
                        "StoreImpl",
                        "TestBase",
                        "AbstractThing",
                        "IThing"),
                new Seed(rules.packagesAreConcepts(), "application.util."),
                new Seed(rules.nothingIsInjectedIntoFields(), "FieldInjection"),
                new Seed(rules.nothingStaticChanges(), "StaticState.count", "StaticState.NAMES", "StaticState.SIZES"),
                new Seed(rules.everyPackageIsNullMarked(), "SomethingWithoutNullMarked"));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleNoticesItsSeededViolation() {
        JavaClasses seeded = new ClassFileImporter().importPackages(SEEDED);
        return seeds().stream()
                .map(seed -> DynamicTest.dynamicTest(seed.rule().getDescription(), () -> {
                    EvaluationResult result = seed.rule().evaluate(seeded);
                    List<String> complaints = result.getFailureReport().getDetails();
                    assertThat(complaints)
                            .isNotEmpty()
                            .allMatch(complaint -> Stream.of(seed.violations()).anyMatch(complaint::contains));
                    assertThat(seed.violations())
                            .allMatch(violation ->
                                    complaints.stream().anyMatch(complaint -> complaint.contains(violation)));
                }));
    }

    @Test
    void everyRuleHasASeededViolation() {
        List<String> proved =
                seeds().stream().map(seed -> seed.rule().getDescription()).toList();
        Stream<ArchRule> all = Stream.of(
                        SEEDED_RULES.ofTheCore(),
                        SEEDED_RULES.ofAdapter("memory"),
                        SEEDED_RULES.ofAdapter("channel.email"))
                .flatMap(List::stream);

        assertThat(all.map(ArchRule::getDescription)).isSubsetOf(proved);
    }
}
