package dev.parley.channel.email;

import dev.parley.application.answer.ReplyWords;
import dev.parley.application.port.Outgoing;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.message.ToolCall;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a question looks as a mail. All texts of people and models are shown as they are, and as nothing but text. */
final class QuestionLetter {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String AGAIN =
            "You may have got this question before; answering one of the messages is enough.";
    private static final String BUTTON =
            "display:inline-block;margin:0 8px 8px 0;padding:10px 18px;border:2px solid #1d4fd7;border-radius:8px;"
                    + "color:#1d4fd7;font-weight:600;text-decoration:none";
    private static final String PRE =
            "padding:12px;border:1px solid #9aa2b1;border-radius:8px;white-space:pre-wrap;font:14px/1.4 monospace";

    private final Outgoing.Question question;
    private final String link;
    private final boolean takesReplies;

    /**
     * @param link where the question is answered
     * @param takesReplies whether it is answered by a reply, too
     */
    QuestionLetter(Outgoing.Question question, String link, boolean takesReplies) {
        this.question = question;
        this.link = link;
        this.takesReplies = takesReplies;
    }

    /** One way to answer, on the page behind the link. */
    private record Option(String label, String url) {}

    Letter letter() {
        String first = request().question().lines().findFirst().orElse("");
        String subject = (question.reminder() ? "Reminder: " : "") + "[Parley] " + first;
        return new Letter(subject, text(), Html.page(html()));
    }

    private FeedbackRequest request() {
        return question.request();
    }

    private List<Option> options() {
        List<Option> options = new ArrayList<>();
        switch (request().kind()) {
            case FeedbackKind.Approval approval -> {
                options.add(new Option("Approve", link + "?option=approve"));
                options.add(new Option("Refuse", link + "?option=refuse"));
            }
            case FeedbackKind.Choice(List<String> choices, boolean multiple)
            when !multiple -> {
                for (int number = 1; number <= choices.size(); number++) {
                    options.add(new Option(choices.get(number - 1), link + "?option=" + number));
                }
            }
            case FeedbackKind.Choice several -> options.add(new Option("Choose", link));
            case FeedbackKind.FreeText free -> options.add(new Option("Answer", link));
            case FeedbackKind.Clarification clarification -> options.add(new Option("Answer", link));
        }
        return options;
    }

    private String heading() {
        String in = question.session().isEmpty() ? "" : " in the chat “%s”".formatted(question.session());
        return (question.reminder() ? "Your answer is still asked for" : "Your answer is asked for") + in + ":";
    }

    private String end() {
        return "The question waits until %s. You get it as %s; the links are meant for you alone, so do not pass this mail on."
                .formatted(TIME.format(request().expiresAt()), question.recipient());
    }

    private String howToReply() {
        return "Or answer by a reply to this mail. " + ReplyWords.hint(request().kind());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        if (question.again()) {
            text.append(AGAIN).append("\n\n");
        }
        text.append(heading()).append("\n\n").append(request().question()).append("\n\n");
        if (request().kind() instanceof FeedbackKind.Approval(ToolCall call, boolean editable) && call != null) {
            text.append("The tool %s will be called with exactly these arguments:\n\n%s\n\n"
                    .formatted(call.name(), call.arguments()));
        }
        text.append("Answer on a page, where you confirm it:\n\n");
        options()
                .forEach(option -> text.append(option.label())
                        .append(":\n")
                        .append(option.url())
                        .append("\n\n"));
        if (takesReplies) {
            text.append(howToReply()).append("\n\n");
        }
        return text.append(end()).append("\n").toString();
    }

    private String html() {
        StringBuilder html = new StringBuilder();
        if (question.again()) {
            html.append("<p>").append(AGAIN).append("</p>\n");
        }
        html.append("<p>")
                .append(Html.text(heading()))
                .append("</p>\n<p style=\"font-size:18px;white-space:pre-wrap\">")
                .append(Html.text(request().question()))
                .append("</p>\n");
        if (request().kind() instanceof FeedbackKind.Approval(ToolCall call, boolean editable) && call != null) {
            html.append(
                    "<p>The tool <strong>%s</strong> will be called with exactly these arguments:</p>\n<pre style=\"%s\">%s</pre>\n"
                            .formatted(Html.text(call.name()), PRE, Html.text(call.arguments())));
        }
        html.append("<p>");
        options()
                .forEach(option -> html.append("<a href=\"%s\" style=\"%s\">%s</a> "
                        .formatted(Html.text(option.url()), BUTTON, Html.text(option.label()))));
        html.append("</p>\n<p>A page opens where you confirm your answer.</p>\n");
        if (takesReplies) {
            html.append("<p style=\"white-space:pre-wrap\">")
                    .append(Html.text(howToReply()))
                    .append("</p>\n");
        }
        return html.append("<p>").append(Html.text(end())).append("</p>").toString();
    }
}
