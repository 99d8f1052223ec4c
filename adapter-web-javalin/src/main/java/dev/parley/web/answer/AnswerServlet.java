package dev.parley.web.answer;

import dev.parley.application.AnswerResult;
import dev.parley.application.ChannelAnswers;
import dev.parley.domain.ChatException;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.web.http.Mount;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the links in messages. Looking at one changes nothing, since programs look at all links in mails before people do; only the form
 * of its page answers. The token in the link proves who answers; no cookie counts, so no other site can make a browser answer.
 */
public final class AnswerServlet extends HttpServlet {
    /** Where links lead, before the token. */
    public static final String PATH = "/answer/";

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(AnswerServlet.class);
    private static final int LARGEST_FORM = 128 * 1024;
    private static final Pattern PROPOSED = Pattern.compile("(?:^|&)option=(approve|refuse|[1-9][0-9]?)(?=&|$)");

    private final transient ChannelAnswers answers;

    public AnswerServlet(ChannelAnswers answers) {
        this.answers = answers;
    }

    /** Where it is served. */
    public static Mount mount(ChannelAnswers answers) {
        return new Mount(PATH + "*", new AnswerServlet(answers));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader("Content-Security-Policy", AnswerPage.POLICY);
        try {
            switch (request.getMethod()) {
                case "GET", "HEAD" -> look(request, response);
                case "POST" -> answer(request, response);
                default -> {
                    response.setHeader("Allow", "GET, HEAD, POST");
                    write(response, 405, AnswerPage.words("This is not possible", "Open the link in a browser."));
                }
            }
        } catch (ChatException.Unavailable | ChatException.TimedOut passing) {
            LOG.debug("a link could not be served", passing);
            response.setHeader("Retry-After", "5");
            write(response, 503, AnswerPage.words("Not now", "The server cannot do this now; try again in a moment."));
        } catch (ChatException.Invalid malformed) {
            write(response, 400, AnswerPage.words("This cannot be understood", malformed.sentence()));
        }
    }

    private static String token(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }

    private void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (answers.look(token(request))) {
            case ChannelAnswers.LinkedQuestion linked ->
                write(
                        response,
                        200,
                        AnswerPage.question(
                                linked.question(), linked.recipient().user(), proposed(request), null));
            case ChannelAnswers.Nowhere(AnswerResult.Refused refused) -> refuse(response, refused);
        }
    }

    private static Set<String> proposed(HttpServletRequest request) {
        Set<String> options = new HashSet<>();
        if (request.getQueryString() != null) {
            PROPOSED.matcher(request.getQueryString()).results().forEach(found -> options.add(found.group(1)));
        }
        return options;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String token = token(request);
        // Read whatever comes of it: a connection that is closed before may take the refusal with it.
        Form form = form(request);
        switch (answers.look(token)) {
            case ChannelAnswers.Nowhere(AnswerResult.Refused refused) -> refuse(response, refused);
            case ChannelAnswers.LinkedQuestion linked -> {
                Optional<FeedbackAnswer> answer = read(linked.question().kind(), form);
                AnswerResult result = answer.isPresent()
                        ? answers.answer(token, answer.get())
                        : new AnswerResult.NotValid(linked.question(), "Choose or write something.");
                tell(response, result, linked, new HashSet<>(form.all("option")));
            }
        }
    }

    private static Form form(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_FORM + 1);
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/x-www-form-urlencoded")) {
            throw ChatException.Invalid.field("Content-Type", "must be that of a form.");
        }
        if (body.length > LARGEST_FORM) {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
            throw ChatException.Invalid.field("body", "is too large.");
        }
        return Form.parse(body);
    }

    private static Optional<FeedbackAnswer> read(FeedbackKind kind, Form form) {
        return switch (kind) {
            case FeedbackKind.Approval approval -> decision(form);
            case FeedbackKind.Choice choice -> selection(choice, form);
            case FeedbackKind.FreeText free -> text(form);
            case FeedbackKind.Clarification clarification -> text(form);
        };
    }

    private static Optional<FeedbackAnswer> decision(Form form) {
        String reason = plain(form.first("reason"));
        return switch (String.valueOf(form.first("decision"))) {
            case "approve" -> Optional.of(new FeedbackAnswer.Decision(true, reason, null));
            case "refuse" -> Optional.of(new FeedbackAnswer.Decision(false, reason, null));
            default -> Optional.empty();
        };
    }

    private static Optional<FeedbackAnswer> selection(FeedbackKind.Choice choice, Form form) {
        List<String> selected = new ArrayList<>();
        for (String number : form.all("option")) {
            if (!number.matches("[1-9][0-9]?")
                    || Integer.parseInt(number) > choice.options().size()) {
                return Optional.empty();
            }
            selected.add(choice.options().get(Integer.parseInt(number) - 1));
        }
        return selected.isEmpty() ? Optional.empty() : Optional.of(new FeedbackAnswer.Selection(selected));
    }

    private static Optional<FeedbackAnswer> text(Form form) {
        return Optional.ofNullable(plain(form.first("text"))).map(FeedbackAnswer.Text::new);
    }

    /** Browsers end lines as networks do; null if nothing was written. */
    private static @Nullable String plain(@Nullable String text) {
        return text == null || text.isBlank()
                ? null
                : text.replace("\r\n", "\n").strip();
    }

    private static void tell(
            HttpServletResponse response, AnswerResult result, ChannelAnswers.LinkedQuestion linked, Set<String> chosen)
            throws IOException {
        switch (result) {
            case AnswerResult.Counted counted -> write(response, 200, AnswerPage.result(counted));
            case AnswerResult.AlreadyAnswered already -> write(response, 409, AnswerPage.result(already));
            case AnswerResult.TooLate late -> write(response, 410, AnswerPage.result(late));
            case AnswerResult.NotValid(var question, String defect) ->
                write(
                        response,
                        422,
                        AnswerPage.question(question, linked.recipient().user(), chosen, defect));
            case AnswerResult.Refused refused -> refuse(response, refused);
        }
    }

    private static void refuse(HttpServletResponse response, AnswerResult.Refused refused) throws IOException {
        switch (refused.reason()) {
            case FORGED -> write(response, 404, AnswerPage.words("This link leads nowhere", refused.sentence()));
            case WRONG_SENDER, FORBIDDEN ->
                write(response, 403, AnswerPage.words("You cannot answer this", refused.sentence()));
            case LIMITED -> write(response, 429, AnswerPage.words("Too many requests", refused.sentence()));
        }
    }

    /** The web server leaves the page out where only its head was asked for. */
    private static void write(HttpServletResponse response, int status, String page) throws IOException {
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html; charset=utf-8");
        response.getOutputStream().write(bytes);
    }
}
