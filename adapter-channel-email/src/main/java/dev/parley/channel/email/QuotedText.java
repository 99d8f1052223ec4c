package dev.parley.channel.email;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts off what a reply quotes, and signatures, by the marks that mail programs set. Where nothing stands above what is quoted, what stands
 * below it counts. What somebody passes on stands behind marks, too, and is found apart.
 */
final class QuotedText {
    /** Who wrote when, above what is quoted; it may go over three lines. */
    private static final Pattern ATTRIBUTION = Pattern.compile(
            "(On\\b.{5,400}\\bwrote|Am\\b.{5,400}\\bschrieb(\\b.{0,200})?|Le\\b.{5,400}\\ba écrit|El\\b.{5,400}\\bescribió|Il\\b.{5,400}\\bha scritto"
                    + "|Op\\b.{5,400}\\bschreef(\\b.{0,200})?|Em\\b.{5,400}\\bescreveu)\\s*:\\s*");

    private static final Pattern SHORT_ATTRIBUTION =
            Pattern.compile(".{3,200}<[^<>\\s]+@[^<>\\s]+>\\s*(wrote|schrieb|a écrit)\\s*:\\s*");

    private static final Pattern RULE = Pattern.compile(
            "\\s*-{2,}\\s*(Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Original-Nachricht)\\s*-{2,}\\s*"
                    + "|\\s*_{20,}\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Above what somebody passes on. */
    private static final Pattern FORWARD = Pattern.compile(
            "\\s*-{2,}\\s*(Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd bericht|Mensagem encaminhada)\\s*-{2,}\\s*"
                    + "|(Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message transféré):\\s*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FROM_LINE = Pattern.compile("\\*?(From|Von|De|Da|Van):\\*?\\s.*");
    private static final Pattern NEXT_LINES = Pattern.compile(
            "\\*?(Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Para|Asunto|Inviato|Oggetto|Verzonden|Aan|Onderwerp):\\*?\\s.*");

    private static final Pattern SIGNATURE = Pattern.compile(
            "--\\s?|(Sent from my|Von meinem|Gesendet von|Sent from|Get|Envoyé de|Enviado desde)\\s.{0,60}(iPhone|iPad|Android|Outlook|Mail|Galaxy|Mobile|gesendet)\\b.{0,40}",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_ATTRIBUTION = 3;
    private static final int MOST_LINES = 20_000;

    private QuotedText() {}

    /** What its author wrote. */
    static String cut(String text) {
        List<String> lines = lines(text);
        int end = endOfReply(lines);
        String above = joined(lines.subList(0, end));
        return above.isEmpty() ? below(lines, end) : above;
    }

    /**
     * What its author passes on of others, with the lines that say whose it is.
     *
     * @param saysSo whether the subject says that something is passed on; else only marks of that count
     * @return empty if nothing is
     */
    static String forwarded(String text, boolean saysSo) {
        List<String> lines = lines(text);
        for (int at = 0; at < lines.size(); at++) {
            if (FORWARD.matcher(lines.get(at)).matches()) {
                return joined(lines.subList(at, lines.size()));
            }
            if (isQuoted(lines, at)) {
                return saysSo ? joined(lines.subList(at, lines.size())) : "";
            }
        }
        return "";
    }

    private static List<String> lines(String text) {
        return text.replace("\r\n", "\n")
                .replace('\u00A0', ' ')
                .lines()
                .limit(MOST_LINES)
                .toList();
    }

    private static int endOfReply(List<String> lines) {
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (isQuoted(lines, at)
                    || FORWARD.matcher(line).matches()
                    || SIGNATURE.matcher(line).matches()) {
                return at;
            }
        }
        return lines.size();
    }

    /** Whether something begins to be quoted here. */
    private static boolean isQuoted(List<String> lines, int at) {
        String line = lines.get(at);
        return line.startsWith(">")
                || isAttribution(lines, at)
                || RULE.matcher(line).matches()
                || isHeader(lines, at);
    }

    private static boolean isAttribution(List<String> lines, int at) {
        if (SHORT_ATTRIBUTION.matcher(lines.get(at)).matches()) {
            return true;
        }
        StringBuilder joined = new StringBuilder();
        for (String line : lines.subList(at, Math.min(lines.size(), at + LONGEST_ATTRIBUTION))) {
            joined.append(line).append(' ');
            if (line.isBlank() || joined.length() > 600) {
                return false;
            }
            if (line.stripTrailing().endsWith(":")) {
                return ATTRIBUTION.matcher(joined).matches();
            }
        }
        return false;
    }

    /** From, and soon behind it another header: how Outlook begins what it quotes. */
    private static boolean isHeader(List<String> lines, int at) {
        if (!FROM_LINE.matcher(lines.get(at)).matches()) {
            return false;
        }
        return lines.subList(at + 1, Math.min(lines.size(), at + 4)).stream()
                .anyMatch(line -> NEXT_LINES.matcher(line).matches());
    }

    /** Below the first run of quoted lines; nothing if what is quoted has no marks. */
    private static String below(List<String> lines, int end) {
        int at = end;
        while (at < lines.size() && !lines.get(at).startsWith(">")) {
            if (at - end >= LONGEST_ATTRIBUTION) {
                return "";
            }
            at++;
        }
        List<String> left = new ArrayList<>();
        for (String line : lines.subList(at, lines.size())) {
            if (SIGNATURE.matcher(line).matches()) {
                break;
            }
            if (!line.startsWith(">")) {
                left.add(line);
            }
        }
        return joined(left);
    }

    private static String joined(List<String> lines) {
        return String.join("\n", lines.stream().map(String::stripTrailing).toList())
                .strip();
    }
}
