package dev.parley.web.access;

import dev.parley.web.socket.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the table of who may do what has all that can be done, and nothing else. */
final class AccessCoverage {
    private static final String TABLE = "AccessTable (adapter-web-javalin, src/test/java/dev/parley/web/access)";

    private AccessCoverage() {}

    /** What is wrong with the table, in sentences that say what to do. */
    static List<String> defects(
            List<Line> lines, List<Operation> operations, List<Command<?>> frames, List<String> commands) {
        List<String> defects = new ArrayList<>();
        Set<String> there = Stream.of(
                        operations.stream().map(Operation::name),
                        frames.stream().map(Command::type),
                        commands.stream())
                .flatMap(names -> names)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> classified = lines.stream()
                .filter(line -> line.surface() != Line.Surface.HANDSHAKE)
                .map(Line::operation)
                .collect(Collectors.toCollection(TreeSet::new));
        there.stream().filter(name -> !classified.contains(name)).forEach(name -> defects.add(unclassified(name)));
        classified.stream().filter(name -> !there.contains(name)).forEach(name -> defects.add(stale(name)));
        operations.stream()
                .filter(operation -> lines.stream()
                        .filter(line -> line.operation().equals(operation.name()))
                        .anyMatch(line -> (line.rule() == Rule.OPEN) != operation.open()))
                .forEach(operation -> defects.add("%s %s; its line in %s says something else."
                        .formatted(operation.name(), operation.open() ? "is open" : "takes a token", TABLE)));
        return defects;
    }

    static String unclassified(String operation) {
        return "Nobody has said who may use %s: add a line with its rule to %s.".formatted(operation, TABLE);
    }

    static String stale(String operation) {
        return "There is no %s any more: remove its line from %s.".formatted(operation, TABLE);
    }
}
