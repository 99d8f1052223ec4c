package dev.parley.launcher.chat;

/**
 * What others wrote, as a terminal may show it: characters that would steer the terminal, or turn the direction of writing so that something
 * looks like something else, are shown by their numbers.
 */
final class SafeText {
    private static final int ESCAPES_FROM = 0x202A;
    private static final int ESCAPES_TO = 0x202E;
    private static final int ISOLATES_FROM = 0x2066;
    private static final int ISOLATES_TO = 0x2069;

    private SafeText() {}

    /** Lines and tabs stay. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (isObeyed(unit)) {
                boolean partOfLineEnd = unit == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
                safe.append(partOfLineEnd ? "" : "<%02X>".formatted((int) unit));
            } else {
                safe.append(unit);
            }
        }
        return safe.toString();
    }

    /**
     * In one line.
     *
     * @param most code points; what is longer is cut
     */
    static String line(String text, int most) {
        String line = of(text.strip().replaceAll("\\s+", " "));
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 3)).stripTrailing() + "...";
    }

    private static boolean isObeyed(char unit) {
        return (Character.isISOControl(unit) && unit != '\n' && unit != '\t')
                || (unit >= ESCAPES_FROM && unit <= ESCAPES_TO)
                || (unit >= ISOLATES_FROM && unit <= ISOLATES_TO);
    }
}
