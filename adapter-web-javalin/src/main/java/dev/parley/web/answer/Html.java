package dev.parley.web.answer;

/** Text of anybody's as text in HTML, between tags and in quoted attributes. */
final class Html {
    private Html() {}

    static String text(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            switch (unit) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(isShown(unit) ? unit : '\uFFFD');
            }
        }
        return escaped.toString();
    }

    /** Not what turns the direction of what follows around, by which arguments could look like others (Unicode TR 36). */
    private static boolean isShown(char unit) {
        boolean turns = (unit >= '\u202A' && unit <= '\u202E') || (unit >= '\u2066' && unit <= '\u2069');
        boolean control = Character.isISOControl(unit) && unit != '\n' && unit != '\t' && unit != '\r';
        return !turns && !control;
    }
}
