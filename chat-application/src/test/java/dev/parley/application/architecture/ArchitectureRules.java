package dev.parley.application.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * What may depend on what, and how things are named and made, for all packages below one root: {@code domain}, {@code application} and
 * one package for each adapter. Launcher → adapters → application → domain → JDK; no adapter sees another.
 */
public final class ArchitectureRules {
    /** The root of this project. */
    public static final ArchitectureRules PARLEY = new ArchitectureRules("dev.parley");

    private static final Pattern EMPTY_WORD =
            Pattern.compile(".*(Impl|Manager|Helper|Util|Utils|Base)|Abstract[A-Z].*|I[A-Z][a-z].*");
    private static final Pattern KIND_OF_PACKAGE =
            Pattern.compile(".*\\.(dto|model|util|utils|helper|common|impl|base|misc)(\\..*)?");
    private static final Set<String> MUTABLE = Set.of(
            "java.lang.StringBuilder",
            "java.lang.ThreadLocal",
            "java.util.ArrayList",
            "java.util.ArrayDeque",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.Random");

    /** Methods that name something of somebody's and do not ask who calls, each with the reason why it need not. */
    private static final Map<String, String> WITHOUT_A_CALLER = Map.of(
            "Notices.listen", "gives a user what concerns the user; the edge has found out who that is",
            "Users.isDisabled", "the edge asks it about those who are connected, and tells nobody");

    private final String root;

    public ArchitectureRules(String root) {
        this.root = root;
    }

    /** The classes below a package, without tests. */
    public static JavaClasses production(String... packages) {
        ImportOption noTests = location -> !location.contains("test-classes") && !location.contains("-tests.jar");
        return new ClassFileImporter().withImportOption(noTests).importPackages(packages);
    }

    /** Every rule about the domain and the application. */
    public List<ArchRule> ofTheCore() {
        List<ArchRule> rules = new ArrayList<>(List.of(
                domainStandsOnTheJdkAlone(),
                foundationOfTheDomainKnowsNoConcept(),
                nothingInTheDomainKnowsTheLog(),
                applicationKnowsTheDomainOnly(),
                packagesOfTheApplicationHaveNoCycles(),
                portsAreInterfacesOrRecords(),
                interfacesArePortsOrSealed(),
                useCasesAreFinal(),
                useCasesKnowWhoCalls(),
                timeAndIdentityAreParameters()));
        rules.addAll(ofEveryModule());
        return rules;
    }

    /**
     * Every rule about an adapter.
     *
     * @param name its package below the root, such as {@code memory} or {@code channel.email}
     */
    public List<ArchRule> ofAdapter(String name) {
        List<ArchRule> rules = new ArrayList<>(List.of(adapterKnowsNoOther(name)));
        rules.addAll(ofEveryModule());
        return rules;
    }

    /** Rules that hold everywhere. */
    public List<ArchRule> ofEveryModule() {
        return List.of(
                namesSayWhatThingsAre(),
                packagesAreConcepts(),
                nothingIsInjectedIntoFields(),
                nothingStaticChanges(),
                everyPackageIsNullMarked());
    }

    public ArchRule domainStandsOnTheJdkAlone() {
        return classes()
                .that(resideInAPackage(root + ".domain.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(root + ".domain..", "java..", "org.jspecify.."));
    }

    public ArchRule foundationOfTheDomainKnowsNoConcept() {
        return noClasses()
                .that(resideInAnyPackage(root + ".domain", root + ".domain.limit.."))
                .should()
                .dependOnClassesThat(resideInAPackage(root + ".domain..")
                        .and(resideOutsideOfPackages(root + ".domain", root + ".domain.limit..")));
    }

    /** Events tell of everything, so nothing may know events. */
    public ArchRule nothingInTheDomainKnowsTheLog() {
        return noClasses()
                .that(resideInAPackage(root + ".domain..").and(resideOutsideOfPackages(root + ".domain.event..")))
                .should()
                .dependOnClassesThat(resideInAPackage(root + ".domain.event.."));
    }

    public ArchRule applicationKnowsTheDomainOnly() {
        return classes()
                .that(resideInAPackage(root + ".application.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        root + ".application..",
                        root + ".domain..",
                        "java..",
                        "javax.crypto..",
                        "jakarta.inject..",
                        "org.jspecify.."));
    }

    /** The packages of the domain have cycles on purpose: a message belongs to a turn, and a turn is about a message. */
    public ArchRule packagesOfTheApplicationHaveNoCycles() {
        SliceAssignment packages = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return resideInAPackage(root + ".application..").test(type)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of the application";
            }
        };
        return SlicesRuleDefinition.slices().assignedFrom(packages).should().beFreeOfCycles();
    }

    /** But for {@code SessionChange}, which is what a store hands to the work it runs, and for how a port may fail. */
    public ArchRule portsAreInterfacesOrRecords() {
        return classes()
                .that(resideInAPackage(root + ".application.port.."))
                .and()
                .doNotHaveSimpleName("SessionChange")
                .and()
                .doNotHaveSimpleName("package-info")
                .and()
                .areNotAssignableTo(Throwable.class)
                .should()
                .beInterfaces()
                .orShould()
                .beRecords();
    }

    public ArchRule interfacesArePortsOrSealed() {
        return classes()
                .that(resideInAPackage(root + ".application.."))
                .and(resideOutsideOfPackages(root + ".application.port.."))
                .and()
                .areInterfaces()
                .and()
                .doNotHaveSimpleName("package-info")
                .should(beSealed());
    }

    private static ArchCondition<JavaClass> beSealed() {
        return condition("be sealed", type -> type.reflect().isSealed());
    }

    public ArchRule useCasesAreFinal() {
        return classes()
                .that(resideInAPackage(root + ".application.."))
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(FINAL);
    }

    /** Whoever names something of somebody's has to say who they are, so that the use case can decide whether they may. */
    public ArchRule useCasesKnowWhoCalls() {
        return methods()
                .that()
                .areDeclaredInClassesThat(resideInAPackage(root + ".application")
                        .and(DescribedPredicate.describe(
                                "are use cases",
                                type -> type.getModifiers().contains(JavaModifier.PUBLIC)
                                        && !type.isRecord()
                                        && !type.isEnum())))
                .and()
                .arePublic()
                .and(DescribedPredicate.describe("name something of somebody's", this::namesSomething))
                .should(new ArchCondition<>("take a caller, or be an exception with a reason in ArchitectureRules") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        String name = method.getOwner().getSimpleName() + "." + method.getName();
                        boolean holds = WITHOUT_A_CALLER.containsKey(name)
                                || method.getRawParameterTypes().stream()
                                        .anyMatch(type -> type.getName().equals(root + ".domain.user.Caller"));
                        events.add(new SimpleConditionEvent(method, holds, name + " does not know who calls"));
                    }
                });
    }

    private boolean namesSomething(JavaMethod method) {
        return method.getRawParameterTypes().stream()
                .anyMatch(type -> isId(type)
                        || (type.isRecord()
                                && !type.getSimpleName().equals("Caller")
                                && type.getFields().stream()
                                        .map(JavaField::getRawType)
                                        .anyMatch(this::isId)));
    }

    private boolean isId(JavaClass type) {
        return type.getPackageName().startsWith(root + ".domain")
                && type.getSimpleName().endsWith("Id");
    }

    public ArchRule timeAndIdentityAreParameters() {
        return noClasses()
                .that(resideInAnyPackage(root + ".domain..", root + ".application.."))
                .should()
                .callMethod("java.time.Instant", "now")
                .orShould()
                .callMethod("java.time.LocalDate", "now")
                .orShould()
                .callMethod("java.time.LocalDateTime", "now")
                .orShould()
                .callMethod("java.lang.System", "currentTimeMillis")
                .orShould()
                .callMethod("java.util.UUID", "randomUUID")
                .orShould()
                .callMethod("java.lang.Math", "random");
    }

    public ArchRule adapterKnowsNoOther(String name) {
        String own = root + "." + name + "..";
        return classes()
                .that(resideInAPackage(own))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(own, root + ".application..", root + ".domain..")
                        .or(resideOutsideOfPackages(root + "..")));
    }

    public ArchRule namesSayWhatThingsAre() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(condition(
                        "have a name without empty words",
                        type -> !EMPTY_WORD.matcher(type.getSimpleName()).matches()));
    }

    public ArchRule packagesAreConcepts() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(condition(
                        "be in a package named after a concept",
                        type -> !KIND_OF_PACKAGE.matcher(type.getPackageName()).matches()));
    }

    public ArchRule nothingIsInjectedIntoFields() {
        return noFields()
                .that()
                .areDeclaredInClassesThat(resideInAPackage(root + ".."))
                .should()
                .beAnnotatedWith("jakarta.inject.Inject");
    }

    public ArchRule nothingStaticChanges() {
        return fields().that()
                .areDeclaredInClassesThat(resideInAPackage(root + ".."))
                .and()
                .haveModifier(STATIC)
                .and(DescribedPredicate.describe(
                        "were written by people",
                        (JavaField field) -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should(new ArchCondition<>("be final and of a type that does not change") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        boolean holds = field.getModifiers().contains(FINAL) && !isMutable(field.getRawType());
                        events.add(new SimpleConditionEvent(field, holds, field.getFullName() + " may change"));
                    }
                })
                .allowEmptyShould(true);
    }

    private static boolean isMutable(JavaClass type) {
        return type.isArray()
                || type.getPackageName().startsWith("java.util.concurrent")
                || MUTABLE.contains(type.getName());
    }

    public ArchRule everyPackageIsNullMarked() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(new ArchCondition<>("be in a package that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        JavaPackage home = type.getPackage();
                        boolean marked = home.tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NullMarked.class))
                                .orElse(false);
                        events.add(new SimpleConditionEvent(type, marked, home.getName() + " of " + type.getName()));
                    }
                });
    }

    private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> predicate) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, predicate.test(type), type.getName() + " does not " + getDescription()));
            }
        };
    }
}
