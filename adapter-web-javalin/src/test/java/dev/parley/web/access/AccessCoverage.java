package dev.parley.web.access;

import dev.parley.web.rest.Door;
import dev.parley.web.rest.Route;
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
            List<Line> lines, List<Route<?>> routes, List<Command<?>> frames, List<String> commands) {
        List<String> defects = new ArrayList<>();
        Set<String> there = Stream.of(
                        routes.stream().map(AccessCoverage::nameOf),
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
        routes.stream()
                .filter(route -> lines.stream()
                        .filter(line -> line.operation().equals(nameOf(route)))
                        .anyMatch(line -> (line.rule() == Rule.OPEN) != (route.door() == Door.OPEN)))
                .forEach(route -> defects.add("%s has the door %s; its line in %s says something else."
                        .formatted(nameOf(route), route.door(), TABLE)));
        return defects;
    }

    /** A route as the table of who may do what calls it. */
    static String nameOf(Route<?> route) {
        return route.method().name() + " " + route.path();
    }

    static String unclassified(String operation) {
        return "Nobody has said who may use %s: add a line with its rule to %s.".formatted(operation, TABLE);
    }

    static String stale(String operation) {
        return "There is no %s any more: remove its line from %s.".formatted(operation, TABLE);
    }
}
