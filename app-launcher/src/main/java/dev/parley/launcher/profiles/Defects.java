package dev.parley.launcher.profiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a file, and where. Not safe for use by several threads. */
final class Defects {
    /** Whoever has more to mend will look again anyway. */
    private static final int MOST = 100;

    private final String file;
    private final List<Defect> all = new ArrayList<>();

    Defects(String file) {
        this.file = file;
    }

    private record Defect(int line, String sentence) {}

    /**
     * @param line counted from 1
     * @param sentence says what is wrong and what to do; shows no value that may be secret
     */
    void note(int line, String sentence) {
        if (all.size() < MOST) {
            all.add(new Defect(line, sentence));
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Lines for people, in the order of the file. */
    List<String> lines() {
        return all.stream()
                .sorted(Comparator.comparingInt(Defect::line))
                .map(defect -> "%s:%d: %s".formatted(file, defect.line(), defect.sentence()))
                .toList();
    }
}
