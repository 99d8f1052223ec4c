package dev.parley.web.answer;

import dev.parley.application.AnswerResult;
import dev.parley.application.answer.ReplyWords;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the page behind a link looks. All texts of people and models are shown as they are, and as nothing but text. */
final class AnswerPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#16181d;--faint:#5a6270;--line:#c9ced6;--accent:#1d4fd7;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--page:#111317;--card:#1b1e24;--text:#e9ebef;--faint:#a4abb8;--line:#434a57;--accent:#8fb0ff;--bad:#ffb4ab}}
            *{box-sizing:border-box}
            body{margin:0;padding:1rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:40rem;margin:0 auto;padding:1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
            h1{margin:0 0 .75rem;font-size:1.25rem;line-height:1.3}
            .question{white-space:pre-wrap;overflow-wrap:anywhere;font-size:1.1rem}
            pre{margin:.5rem 0;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.9rem/1.4 ui-monospace,monospace}
            .faint{color:var(--faint)}
            .bad{color:var(--bad);font-weight:600}
            fieldset{margin:1rem 0;padding:0;border:0}
            legend,label.field{display:block;margin:0 0 .25rem;padding:0;font-weight:600}
            label.option{display:flex;gap:.6rem;align-items:flex-start;padding:.55rem 0;min-height:2.75rem;overflow-wrap:anywhere}
            label.option input{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none}
            textarea{width:100%;min-height:6rem;padding:.6rem;border:1px solid var(--line);border-radius:.5rem;background:var(--page);color:inherit;font:inherit}
            .buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}
            button{flex:1 1 8rem;min-height:2.75rem;padding:.5rem 1rem;border:2px solid var(--accent);border-radius:.5rem;background:var(--card);color:var(--accent);font:inherit;font-weight:600;cursor:pointer}
            button.main{background:var(--accent);color:var(--card)}
            :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
            """;

    /** Nothing may be loaded or run, and the form leads back here only. */
    static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                    .formatted(sha256(STYLE));

    private AnswerPage() {}

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String page(String title, String content) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>%s · Parley</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                %s
                </main>
                </body>
                </html>
                """.formatted(title, STYLE, title, content);
    }

    /**
     * A question, with a form for its answer if it waits for one.
     *
     * @param chosen the options, by their numbers from 1 on, or the words {@code approve} and {@code refuse} that a link proposes
     * @param defect what was wrong with the answer that was sent; null if none was
     */
    static String question(FeedbackRequest question, UserId recipient, Set<String> chosen, @Nullable String defect) {
        return switch (question.state()) {
            case FeedbackState.Pending pending ->
                page(
                        "Your answer is asked for",
                        about(question)
                                + (defect == null ? "" : "<p class=\"bad\" role=\"alert\">" + lines(defect) + "</p>\n")
                                + "<form method=\"post\">\n" + fields(question.kind(), chosen) + "</form>\n"
                                + "<p class=\"faint\">You answer as " + Html.text(recipient.value())
                                + ". The question waits until " + TIME.format(question.expiresAt())
                                + ". Nothing happens before you press a button.</p>");
            case FeedbackState.Answered(FeedbackResponse winner) ->
                answered("This question is answered", question, winner);
            case FeedbackState.Expired(Instant at) ->
                page("The time for this question is over", about(question) + "<p>No answer is needed any more.</p>");
            case FeedbackState.Cancelled(Instant at) ->
                page("This question was withdrawn", about(question) + "<p>No answer is needed any more.</p>");
        };
    }

    static String result(AnswerResult.Counted counted) {
        return answered("Thank you, your answer counts", counted.question(), counted.response());
    }

    static String result(AnswerResult.AlreadyAnswered already) {
        return answered("Another answer came first", already.question(), already.winner());
    }

    static String result(AnswerResult.TooLate late) {
        return page("Your answer came too late", about(late.question()) + "<p>" + lines(late.sentence()) + "</p>");
    }

    /** A few words of ours. */
    static String words(String title, String sentence) {
        return page(title, "<p>" + lines(sentence) + "</p>");
    }

    private static String answered(String title, FeedbackRequest question, FeedbackResponse winner) {
        return page(
                title,
                about(question)
                        + "<p>Answered by <strong>" + Html.text(winner.author().value()) + "</strong> via "
                        + channel(winner.channel()) + " at " + TIME.format(winner.at()) + ":</p>\n"
                        + "<pre>" + Html.text(ReplyWords.told(winner.answer())) + "</pre>");
    }

    static String channel(ChannelKind kind) {
        return switch (kind) {
            case WEB -> "the web";
            case EMAIL -> "email";
            case SLACK -> "Slack";
            case WEBHOOK -> "a webhook";
        };
    }

    private static String about(FeedbackRequest question) {
        String text = "<p class=\"question\">" + Html.text(question.question()) + "</p>\n";
        if (question.kind() instanceof FeedbackKind.Approval(ToolCall call, boolean editable) && call != null) {
            text += "<p>The tool <strong>" + Html.text(call.name())
                    + "</strong> will be called with exactly these arguments:</p>\n<pre>" + Html.text(call.arguments())
                    + "</pre>\n";
        }
        return text;
    }

    private static String lines(String text) {
        return Html.text(text).replace("\n", "<br>\n");
    }

    private static String fields(FeedbackKind kind, Set<String> chosen) {
        return switch (kind) {
            case FeedbackKind.Approval approval -> decision(chosen);
            case FeedbackKind.Choice choice -> options(choice, chosen);
            case FeedbackKind.FreeText free -> text();
            case FeedbackKind.Clarification clarification -> text();
        };
    }

    private static String decision(Set<String> chosen) {
        String approve = button("approve", "Approve", !chosen.contains("refuse"));
        String refuse = button("refuse", "Refuse", chosen.contains("refuse"));
        return """
                <label class="field" for="reason">Reason <span class="faint">(if you like)</span></label>
                <textarea id="reason" name="reason" maxlength="5000"></textarea>
                <div class="buttons">%s%s</div>
                """.formatted(approve, refuse);
    }

    private static String button(String value, String label, boolean main) {
        return "<button name=\"decision\" value=\"%s\"%s>%s</button>"
                .formatted(value, main ? " class=\"main\"" : "", label);
    }

    private static String options(FeedbackKind.Choice choice, Set<String> chosen) {
        StringBuilder fields = new StringBuilder("<fieldset>\n<legend>")
                .append(choice.multiple() ? "Choose one or more" : "Choose one")
                .append("</legend>\n");
        List<String> options = choice.options();
        for (int number = 1; number <= options.size(); number++) {
            fields.append("<label class=\"option\"><input type=\"%s\" name=\"option\" value=\"%d\"%s>%s</label>%n"
                    .formatted(
                            choice.multiple() ? "checkbox" : "radio",
                            number,
                            chosen.contains(Integer.toString(number)) ? " checked" : "",
                            "<span>" + Html.text(options.get(number - 1)) + "</span>"));
        }
        return fields.append(
                        "</fieldset>\n<div class=\"buttons\"><button class=\"main\">Send this answer</button></div>\n")
                .toString();
    }

    private static String text() {
        return """
                <label class="field" for="text">Your answer</label>
                <textarea id="text" name="text" maxlength="5000" required></textarea>
                <div class="buttons"><button class="main">Send this answer</button></div>
                """;
    }
}
