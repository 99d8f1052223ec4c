package dev.parley.channel.slack;

import java.util.regex.Pattern;

/**
 * What people see of what they wrote. Slack sends links and mentions between angle brackets, and for three characters others (docs.slack.dev,
 * "Formatting message text").
 */
final class WrittenText {
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]{0,20}:(//)?");

    private WrittenText() {}

    /** @param sent as it comes from Slack */
    static String of(String sent) {
        StringBuilder seen = new StringBuilder(sent.length());
        int from = 0;
        while (true) {
            int open = sent.indexOf('<', from);
            int close = open < 0 ? -1 : sent.indexOf('>', open);
            if (close < 0) {
                return seen.append(unescaped(sent.substring(from))).toString();
            }
            seen.append(unescaped(sent.substring(from, open)));
            seen.append(unescaped(meant(sent.substring(open + 1, close))));
            from = close + 1;
        }
    }

    /** @param reference what stands between the brackets, with a label behind a bar if there is one */
    private static String meant(String reference) {
        int bar = reference.indexOf('|');
        String target = bar < 0 ? reference : reference.substring(0, bar);
        String label = bar < 0 ? "" : reference.substring(bar + 1);
        if (target.startsWith("@") || target.startsWith("#")) {
            return target.charAt(0) + (label.isEmpty() ? target.substring(1) : label);
        }
        if (target.startsWith("!")) {
            return label.isEmpty() ? "@" + target.substring(1) : label;
        }
        return link(target, label);
    }

    private static String link(String url, String label) {
        String bare = SCHEME.matcher(url).replaceFirst("");
        if (label.isEmpty()) {
            return url.startsWith("mailto:") || url.startsWith("tel:") ? bare : url;
        }
        return label.equals(url) || label.equals(bare) || (label + "/").equals(bare)
                ? label
                : "%s (%s)".formatted(label, url);
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
