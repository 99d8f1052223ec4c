package dev.parley.channel.email;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown of models as HTML: what looks like HTML in it is text, links lead to the web or to mail only, and images are their descriptions,
 * since a mail that loads something tells somebody that it was read.
 */
final class MarkdownText {
    private static final Parser PARSER = Parser.builder().build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

    private MarkdownText() {}

    static String html(String markdown) {
        try {
            Node document = PARSER.parse(markdown);
            document.accept(new WithoutImages());
            return RENDERER.render(document);
        } catch (StackOverflowError tooDeep) {
            return "<pre style=\"white-space:pre-wrap\">" + Html.text(markdown) + "</pre>";
        }
    }

    private static final class WithoutImages extends AbstractVisitor {
        @Override
        public void visit(Image image) {
            visitChildren(image);
            List<Node> described = childrenOf(image);
            described.forEach(image::insertBefore);
            image.unlink();
        }

        private static List<Node> childrenOf(Node parent) {
            List<Node> children = new ArrayList<>();
            for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                children.add(child);
            }
            return children;
        }
    }
}
