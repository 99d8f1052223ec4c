package dev.parley.web.access;

import dev.parley.web.access.Line.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table of who may do what, for people to read, as {@code docs/access.md} has it. */
final class AccessPage {
    private static final String BEGIN = "<!-- access -->\n";
    private static final String END = "<!-- /access -->\n";

    /** An expired token is no token. */
    private static final List<Kind> COLUMNS = List.of(
            Kind.OWNER, Kind.EDITOR, Kind.VIEWER, Kind.RESPONDER, Kind.STRANGER, Kind.ANALYST, Kind.ADMIN, Kind.NOBODY);

    private AccessPage() {}

    /** The page with the table as it has to be. */
    static String renewed(String page, List<Line> lines) {
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        return page.substring(0, begin) + tables(lines) + page.substring(page.indexOf(END));
    }

    private static String tables(List<Line> lines) {
        return table("Routes", Surface.ROUTE, lines)
                + table("WebSocket: the handshake", Surface.HANDSHAKE, lines)
                + table("WebSocket: frames", Surface.FRAME, lines)
                + table("Commands", Surface.COMMAND, lines);
    }

    private static String table(String title, Surface surface, List<Line> lines) {
        List<String> rows = new ArrayList<>();
        rows.add("### " + title + "\n");
        rows.add("| |" + COLUMNS.stream().map(AccessPage::heading).collect(Collectors.joining("|")) + "|");
        rows.add("|---|" + ":-:|".repeat(COLUMNS.size()));
        lines.stream()
                .filter(line -> line.surface() == surface)
                .map(AccessPage::row)
                .forEach(rows::add);
        return String.join("\n", rows) + "\n\n";
    }

    private static String heading(Kind kind) {
        return switch (kind) {
            case RESPONDER -> " named ";
            case NOBODY -> " no token ";
            default -> " " + kind.word() + " ";
        };
    }

    private static String row(Line line) {
        String situation = line.situation().isEmpty() ? "" : ", " + line.situation();
        return "| `%s`%s |%s"
                .formatted(
                        line.operation(),
                        situation,
                        COLUMNS.stream()
                                .map(kind -> " " + line.rule().verdict(kind).sign() + " |")
                                .collect(Collectors.joining()));
    }
}
