package dev.parley.channel.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.RichTextBlock;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.RichTextElement;
import com.slack.api.model.block.element.RichTextPreformattedElement;
import com.slack.api.model.block.element.RichTextSectionElement;
import com.slack.api.model.block.element.RichTextSectionElement.TextStyle;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Texts in the form in which Slack looks for nothing in them: no mentions, no links, no formatting, and so nothing to escape. What is a link or
 * bold says so beside its text.
 */
final class RichText {
    /** Most code units of a text that Slack takes in one place. */
    static final int LONGEST = 3_000;

    static final TextStyle PLAIN = TextStyle.builder().build();
    static final TextStyle BOLD = TextStyle.builder().bold(true).build();
    static final TextStyle CODE = TextStyle.builder().code(true).build();

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private RichText() {}

    static RichTextElement text(String text) {
        return RichTextSectionElement.Text.builder().text(text).build();
    }

    static RichTextElement text(String text, TextStyle style) {
        return style.equals(PLAIN)
                ? text(text)
                : RichTextSectionElement.Text.builder().text(text).style(style).build();
    }

    static RichTextElement link(String url, String text) {
        return RichTextSectionElement.Link.builder().url(url).text(text).build();
    }

    /** A time, by the clock of whoever reads it. */
    static RichTextElement time(Instant time) {
        return RichTextSectionElement.Date.builder()
                .timestamp(Math.toIntExact(Math.min(Integer.MAX_VALUE, time.getEpochSecond())))
                .format("{date_short_pretty} at {time}")
                .fallback(UTC.format(time))
                .build();
    }

    static LayoutBlock line(RichTextElement... elements) {
        return block(section(List.of(elements)));
    }

    static RichTextSectionElement section(List<RichTextElement> elements) {
        return RichTextSectionElement.builder().elements(elements).build();
    }

    /** Exactly this text, in a box of its own. */
    static LayoutBlock preformatted(String text) {
        return block(RichTextPreformattedElement.builder()
                .elements(List.of(text(text)))
                .build());
    }

    static LayoutBlock block(BlockElement element) {
        return RichTextBlock.builder().elements(List.of(element)).build();
    }

    /** A label. */
    static PlainTextObject plain(String text) {
        return PlainTextObject.builder().text(text).emoji(false).build();
    }
}
