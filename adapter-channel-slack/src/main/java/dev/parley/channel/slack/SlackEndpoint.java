package dev.parley.channel.slack;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Slack calls: a servlet to be mounted on a path with {@code /*} at its end, below which it takes {@code /interactions} and {@code
 * /events}. Nothing of a request is looked at before its signature was found to be Slack's and its time to be now; what is not is answered
 * with 401 and no more.
 */
public final class SlackEndpoint extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SlackEndpoint.class);
    private static final int LARGEST_BODY = 1 << 20;
    private static final String TIMESTAMP = "X-Slack-Request-Timestamp";
    private static final String SIGNATURE = "X-Slack-Signature";
    private static final String FORM_FIELD = "payload=";

    private final transient SlackInbox inbox;
    private final transient SlackSignature signature;
    private final transient InstantSource time;
    private final transient Hourly complaints;

    /** @throws NullPointerException if there is no signing secret in the settings */
    public SlackEndpoint(SlackSettings settings, SlackInbox inbox, InstantSource time) {
        this.inbox = inbox;
        this.signature = new SlackSignature(Objects.requireNonNull(settings.signingSecret(), "no signing secret"));
        this.time = time;
        this.complaints = new Hourly(1, time);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = String.valueOf(request.getPathInfo());
        boolean interactions = path.equals("/interactions");
        if (!interactions && !path.equals("/events")) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String timestamp = request.getHeader(TIMESTAMP);
        String signed = request.getHeader(SIGNATURE);
        if (signed == null || timestamp == null) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        if (!SlackSignature.isTimely(timestamp, time.instant())) {
            refuse(
                    response,
                    "A request for Slack's endpoint was not made now; if Slack made it, this machine's clock is wrong.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        if (!signature.isOf(signed, timestamp, body)) {
            refuse(
                    response,
                    "A request for Slack's endpoint has another signature; if Slack made it, PARLEY_SLACK_SIGNING_SECRET is wrong.");
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        Optional<Payload> payload = (interactions ? field(text) : Optional.of(text)).flatMap(Payload::parse);
        if (payload.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        reply(
                response,
                interactions
                        ? inbox.interaction(payload.get())
                        : inbox.event(payload.get()).join());
    }

    /** Told once in an hour, since anybody can make such requests. */
    private void refuse(HttpServletResponse response, String complaint) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        if (complaints.take(complaint)) {
            LOG.warn(complaint);
        }
    }

    /** The one field of a form in which Slack sends interactions. */
    private static Optional<String> field(String form) {
        if (!form.startsWith(FORM_FIELD)) {
            return Optional.empty();
        }
        int end = form.indexOf('&');
        try {
            return Optional.of(URLDecoder.decode(
                    form.substring(FORM_FIELD.length(), end < 0 ? form.length() : end), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static void reply(HttpServletResponse response, InboxReply reply) throws IOException {
        switch (reply) {
            case InboxReply.Busy busy -> response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            case InboxReply.Taken taken when taken.answer().isEmpty() -> response.setStatus(HttpServletResponse.SC_OK);
            case InboxReply.Taken taken -> {
                byte[] body = BlockJson.of(taken.answer()).getBytes(StandardCharsets.UTF_8);
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType("application/json; charset=utf-8");
                response.getOutputStream().write(body);
            }
        }
    }
}
