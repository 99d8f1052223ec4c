package dev.parley.channel.email;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * What somebody wrote in a mail of HTML, as text: without what mail programs mark as quoted. It walks over the elements once and changes none,
 * so that no mail takes long.
 */
final class TextOfHtml implements NodeFilter {
    private static final int LONGEST = 128 * 1024;

    private static final Set<String> NO_TEXT = Set.of("script", "style", "head", "title", "template", "noscript");

    private static final Set<String> BLOCKS = Set.of(
            "p", "div", "li", "ul", "ol", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr");

    /** How Gmail, Thunderbird, Yahoo and Proton mark what is quoted, and signatures. */
    private static final Set<String> LEFT_OUT = Set.of(
            "gmail_quote",
            "gmail_signature",
            "moz-cite-prefix",
            "moz-signature",
            "yahoo_quoted",
            "protonmail_quote",
            "protonmail_signature_block");

    /** Where Outlook begins to quote; all that follows is quoted. */
    private static final Set<String> ENDS =
            Set.of("divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container");

    private final StringBuilder text = new StringBuilder();

    private final boolean quotedToo;

    private TextOfHtml(boolean quotedToo) {
        this.quotedToo = quotedToo;
    }

    /** @param quotedToo whether what is marked as quoted belongs to it */
    static String of(String html, boolean quotedToo) {
        TextOfHtml walk = new TextOfHtml(quotedToo);
        Jsoup.parse(html.length() <= LONGEST ? html : html.substring(0, LONGEST))
                .filter(walk);
        StringBuilder lines = new StringBuilder();
        walk.text
                .toString()
                .replace('\u00A0', ' ')
                .lines()
                .forEach(line -> lines.append(line.strip()).append('\n'));
        return lines.toString().replaceAll("\n{3,}", "\n\n").strip();
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode words) {
            Element parent = words.parent();
            boolean exact = parent != null && parent.normalName().equals("pre");
            text.append(exact ? words.getWholeText() : words.text());
            return FilterResult.CONTINUE;
        }
        if (!(node instanceof Element element)) {
            return FilterResult.CONTINUE;
        }
        if (!quotedToo && ENDS.contains(element.id())) {
            return FilterResult.STOP;
        }
        if (NO_TEXT.contains(element.normalName()) || (!quotedToo && isQuoted(element))) {
            return FilterResult.SKIP_ENTIRELY;
        }
        if (element.normalName().equals("br")) {
            text.append('\n');
        } else if (BLOCKS.contains(element.normalName())) {
            beginLine();
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element && BLOCKS.contains(element.normalName())) {
            beginLine();
            if (element.normalName().equals("p")) {
                text.append('\n');
            }
        }
        return FilterResult.CONTINUE;
    }

    private void beginLine() {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    private static boolean isQuoted(Element element) {
        if (element.normalName().equals("blockquote") && element.attr("type").equals("cite")) {
            return true;
        }
        return element.hasAttr("class") && LEFT_OUT.stream().anyMatch(element::hasClass);
    }
}
