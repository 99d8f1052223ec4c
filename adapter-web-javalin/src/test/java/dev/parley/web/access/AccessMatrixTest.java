package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.CommandDescription;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.access.Attempt.Way;
import dev.parley.web.support.SocketClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything that can be done over the wire is done by those who may, and by nobody else: every line of the table, tried by everybody. */
class AccessMatrixTest {
    private static Subject subject;
    private static Matrix matrix;
    private static SocketClient eavesdropper;

    @BeforeAll
    static void start() throws IOException {
        subject = Subject.start();
        matrix = Matrix.of(subject);
        eavesdropper = subject.server.socket("eavesdropper");
        eavesdropper.ask("start_session");
    }

    @AfterAll
    static void stop() throws IOException {
        eavesdropper.close();
        subject.close();
    }

    @Test
    void everyRouteFrameAndCommandIsClassified() {
        Caller admin = new Caller(new UserId("admin"), Role.ADMIN, ChannelKind.WEB);
        List<String> commands = subject.server.parley.commands().list(admin).stream()
                .map(CommandDescription::name)
                .map("/"::concat)
                .toList();

        assertThat(AccessCoverage.defects(AccessTable.lines(), subject.operations(), subject.frames(), commands))
                .isEmpty();
    }

    @Test
    void linesAreToldApartBySituation() {
        assertThat(AccessTable.lines()).extracting(Line::toString).doesNotHaveDuplicates();
    }

    /** Who listens all the while hears nothing, so the test for that is the last. */
    @TestFactory
    Stream<DynamicNode> everythingIsDoneByThoseWhoMayAndByNobodyElse() {
        return Stream.of(
                DynamicContainer.dynamicContainer("as the table says", tried(line -> true, AccessMatrixTest::cells)),
                DynamicContainer.dynamicContainer(
                        "nothing is done in a deleted session",
                        tried(AccessMatrixTest::endsWithTheSession, AccessMatrixTest::cellsOfTheDeleted)),
                DynamicContainer.dynamicContainer(
                        "nothing is shown of a deleted session",
                        tried(
                                line -> line.rule() == Rule.OWN && !line.showsTheDeleted(),
                                AccessMatrixTest::cellsAfterDeletion)),
                DynamicTest.dynamicTest("others hear nothing of it", AccessMatrixTest::othersHearNothing));
    }

    private static Stream<DynamicNode> tried(Predicate<Line> wanted, Function<Line, Stream<DynamicTest>> cells) {
        Map<String, List<Line>> byOperation = AccessTable.lines().stream()
                .filter(wanted)
                .collect(Collectors.groupingBy(Line::operation, LinkedHashMap::new, Collectors.toList()));
        return byOperation.entrySet().stream()
                .map(operation -> DynamicContainer.dynamicContainer(
                        operation.getKey(), operation.getValue().stream().flatMap(cells)));
    }

    /** All but restoring it, and ceasing to watch it. */
    private static boolean endsWithTheSession(Line line) {
        return line.namesTheSession()
                && line.rule() != Rule.OWN
                && !line.operation().endsWith("/restore");
    }

    private static Stream<DynamicTest> cells(Line line) {
        return cells(line, line.rule()::verdict, (way, kind) -> matrix.check(line, way, kind));
    }

    /** Not even its owner sees it. */
    private static Stream<DynamicTest> cellsOfTheDeleted(Line line) {
        Function<Kind, Verdict> verdict = kind -> kind.hasToken() ? Verdict.HIDDEN : Verdict.UNAUTHENTICATED;
        return cells(line, verdict, (way, kind) -> matrix.check(line, way, kind, verdict.apply(kind), Fixture::delete));
    }

    private static Stream<DynamicTest> cellsAfterDeletion(Line line) {
        Function<Kind, Verdict> verdict = line.rule()::verdict;
        return cells(line, verdict, (way, kind) -> matrix.check(line, way, kind, verdict.apply(kind), Fixture::delete));
    }

    @FunctionalInterface
    private interface Check {
        void run(Way way, Kind kind) throws Exception;
    }

    private static Stream<DynamicTest> cells(Line line, Function<Kind, Verdict> verdict, Check check) {
        return matrix.ways(line).stream()
                .flatMap(way -> Arrays.stream(Kind.values())
                        .map(kind -> DynamicTest.dynamicTest(
                                "%s, over %s, by %s: %s".formatted(line, way, kind.word(), verdict.apply(kind)),
                                () -> check.run(way, kind))));
    }

    private static void othersHearNothing() throws IOException {
        assertThat(eavesdropper.ask("ping").path("type").asText()).isEqualTo("pong");
        List<JsonNode> heard = eavesdropper.takeSkipped();
        assertThat(heard).isEmpty();
    }
}
