package dev.parley.channel.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.RichTextElement;
import com.slack.api.model.block.element.RichTextListElement;
import com.slack.api.model.block.element.RichTextQuoteElement;
import com.slack.api.model.block.element.RichTextSectionElement;
import com.slack.api.model.block.element.RichTextSectionElement.TextStyle;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/**
 * Markdown (CommonMark) as Slack's rich text. What is no Markdown stays text, HTML and images among it; links lead to the web or to
 * an email address only.
 */
final class MarkdownBlocks {
    private static final Parser PARSER = Parser.builder().build();
    private static final Set<String> LINKS = Set.of("http", "https", "mailto");
    private static final int PIECE = 2_900;
    private static final int LONGEST_URL = 2_000;
    private static final int DEEPEST_LIST = 8;

    private MarkdownBlocks() {}

    /** Blocks of any number, none of them too long. */
    static List<LayoutBlock> of(String markdown) {
        BlockVisitor visitor = new BlockVisitor();
        try {
            PARSER.parse(markdown).accept(visitor);
            return visitor.blocks;
        } catch (StackOverflowError tooDeep) {
            return plain(markdown);
        }
    }

    /** Of what is nested deeper than anybody writes. */
    private static List<LayoutBlock> plain(String text) {
        return SlackText.pieces(text, PIECE).stream()
                .filter(piece -> !piece.isEmpty())
                .map(piece -> RichText.line(RichText.text(piece)))
                .toList();
    }

    /** Makes a block of each block, and of each item of a list. */
    private static final class BlockVisitor extends AbstractVisitor {
        private final List<LayoutBlock> blocks = new ArrayList<>();
        private int indent = -1;
        private int quotes;

        @Override
        public void visit(Heading heading) {
            add(new InlineVisitor(true).of(heading));
        }

        @Override
        public void visit(Paragraph paragraph) {
            add(new InlineVisitor(false).of(paragraph));
        }

        private void add(List<RichTextElement> elements) {
            for (List<RichTextElement> piece : pieces(elements)) {
                blocks.add(RichText.block(
                        quotes > 0
                                ? RichTextQuoteElement.builder().elements(piece).build()
                                : RichText.section(piece)));
            }
        }

        @Override
        public void visit(BlockQuote quote) {
            quotes++;
            visitChildren(quote);
            quotes--;
        }

        @Override
        public void visit(FencedCodeBlock code) {
            code(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            code(code.getLiteral());
        }

        private void code(String literal) {
            String text = literal.endsWith("\n") ? literal.substring(0, literal.length() - 1) : literal;
            SlackText.pieces(text, PIECE).stream()
                    .filter(piece -> !piece.isEmpty())
                    .map(RichText::preformatted)
                    .forEach(blocks::add);
        }

        @Override
        public void visit(HtmlBlock html) {
            add(List.of(RichText.text(html.getLiteral())));
        }

        @Override
        public void visit(ThematicBreak line) {
            add(List.of(RichText.text("———")));
        }

        @Override
        public void visit(BulletList list) {
            items(list, "bullet", 1);
        }

        @Override
        public void visit(OrderedList list) {
            Integer start = list.getMarkerStartNumber();
            items(list, "ordered", start == null ? 1 : start);
        }

        private void items(Node list, String style, int first) {
            indent++;
            int number = first;
            for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
                item((ListItem) item, style, number++);
            }
            indent--;
        }

        private void item(ListItem item, String style, int number) {
            Node child = item.getFirstChild();
            if (child instanceof Paragraph paragraph) {
                List<List<RichTextElement>> pieces = pieces(new InlineVisitor(false).of(paragraph));
                blocks.add(RichText.block(RichTextListElement.builder()
                        .style(style)
                        .indent(Math.min(indent, DEEPEST_LIST))
                        .offset(style.equals("ordered") && number > 1 ? Integer.valueOf(number - 1) : null)
                        .elements(List.of(RichText.section(pieces.getFirst())))
                        .build()));
                pieces.stream()
                        .skip(1)
                        .map(piece -> RichText.block(RichText.section(piece)))
                        .forEach(blocks::add);
                child = child.getNext();
            }
            while (child != null) {
                child.accept(this);
                child = child.getNext();
            }
        }

        @Override
        public void visit(CustomBlock block) {
            // There are no extensions.
        }
    }

    /** Makes the elements of what stands in one block. */
    private static final class InlineVisitor extends AbstractVisitor {
        private final List<RichTextElement> elements = new ArrayList<>();
        private boolean bold;
        private boolean italic;

        InlineVisitor(boolean bold) {
            this.bold = bold;
        }

        List<RichTextElement> of(Node block) {
            visitChildren(block);
            return elements;
        }

        private void add(String text) {
            add(text, false);
        }

        private void add(String text, boolean code) {
            if (!text.isEmpty()) {
                TextStyle style =
                        TextStyle.builder().bold(bold).italic(italic).code(code).build();
                SlackText.pieces(text, PIECE).forEach(piece -> elements.add(RichText.text(piece, style)));
            }
        }

        @Override
        public void visit(Text text) {
            add(text.getLiteral());
        }

        @Override
        public void visit(Code code) {
            add(code.getLiteral(), true);
        }

        @Override
        public void visit(HtmlInline html) {
            add(html.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak soft) {
            add("\n");
        }

        @Override
        public void visit(HardLineBreak hard) {
            add("\n");
        }

        @Override
        public void visit(Emphasis emphasis) {
            boolean before = italic;
            italic = true;
            visitChildren(emphasis);
            italic = before;
        }

        @Override
        public void visit(StrongEmphasis strong) {
            boolean before = bold;
            bold = true;
            visitChildren(strong);
            bold = before;
        }

        @Override
        public void visit(Link link) {
            link(link, link.getDestination());
        }

        @Override
        public void visit(Image image) {
            link(image, image.getDestination());
        }

        private void link(Node node, String url) {
            TextOf text = new TextOf();
            node.accept(text);
            String label = text.text.isEmpty() ? url : text.text.toString();
            if (isSafe(url)) {
                elements.add(RichText.link(url, SlackText.cut(label, PIECE)));
            } else {
                add(label);
            }
        }

        @Override
        public void visit(CustomNode node) {
            // There are no extensions.
        }

        private static boolean isSafe(String url) {
            try {
                String scheme = url.length() <= LONGEST_URL ? new URI(url).getScheme() : null;
                return scheme != null && LINKS.contains(scheme.toLowerCase(Locale.ROOT));
            } catch (URISyntaxException malformed) {
                return false;
            }
        }
    }

    /** The text in a link, without how it looks. */
    private static final class TextOf extends AbstractVisitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visit(Text part) {
            text.append(part.getLiteral());
        }

        @Override
        public void visit(Code code) {
            text.append(code.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak soft) {
            text.append(' ');
        }
    }

    /** The elements in groups that are not too long; at least one. */
    private static List<List<RichTextElement>> pieces(List<RichTextElement> elements) {
        List<List<RichTextElement>> pieces = new ArrayList<>();
        List<RichTextElement> piece = new ArrayList<>();
        int length = 0;
        for (RichTextElement element : elements) {
            int own = lengthOf(element);
            if (length + own > PIECE && !piece.isEmpty()) {
                pieces.add(piece);
                piece = new ArrayList<>();
                length = 0;
            }
            piece.add(element);
            length += own;
        }
        if (piece.isEmpty()) {
            piece.add(RichText.text(" "));
        }
        pieces.add(piece);
        return pieces;
    }

    private static int lengthOf(RichTextElement element) {
        return switch (element) {
            case RichTextSectionElement.Text text -> text.getText().length();
            case RichTextSectionElement.Link link -> link.getText().length();
            default -> 0;
        };
    }
}
