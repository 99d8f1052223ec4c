package dev.parley.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A Markdown file, parts of which are written by measurements, between two comments that name the part; the rest is written by people. */
public final class Document {
    private static final String HEAD = "| what | goal | result | Parley | compared with |\n|---|---|---|---|---|\n";

    private final Path file;

    public Document(Path file) {
        this.file = file;
    }

    /** The findings as a table. */
    public static String table(List<Finding> findings) {
        return HEAD + findings.stream().map(Finding::row).collect(Collectors.joining("\n"));
    }

    /** Replaces a part; one that is not there yet is added at the end. */
    public void write(String part, String content) throws IOException {
        String begin = "<!-- " + part + ": measured -->";
        String end = "<!-- " + part + ": end -->";
        String text = Files.exists(file) ? Files.readString(file) : "";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        String whole = begin + "\n" + content + "\n" + end;
        String changed = from < 0 || to < from
                ? text + "\n" + whole + "\n"
                : text.substring(0, from) + whole + text.substring(to + end.length());
        Files.writeString(file, changed);
    }
}
