package dev.parley.launcher.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Breaks lines into rows of a terminal, between words where that is possible. */
final class Rows {
    private Rows() {}

    /**
     * @param width columns of a row; at least 2
     * @return at least one row; a row that has another one behind it stays as it is when the line grows
     */
    static List<String> of(String line, int width) {
        List<String> rows = new ArrayList<>();
        int begin = 0;
        int space = -1;
        int columns = 0;
        int i = 0;
        while (i < line.length()) {
            int character = line.codePointAt(i);
            int length = Character.charCount(character);
            columns += columnsOf(character);
            if (columns > width) {
                boolean betweenWords = space > begin || character == ' ';
                int end = character == ' ' ? i : betweenWords ? space : i;
                rows.add(line.substring(begin, end));
                begin = betweenWords ? end + 1 : end;
                space = -1;
                columns = 0;
                i = begin;
                continue;
            }
            // An indentation is no place to break.
            if (character == ' ' && !line.substring(begin, i).isBlank()) {
                space = i;
            }
            i += length;
        }
        rows.add(line.substring(begin));
        return rows;
    }

    private static int columnsOf(int character) {
        return Math.max(0, WCWidth.wcwidth(character));
    }
}
