package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a request to a model's server gave no answer, and what follows from it. */
final class ModelFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Pattern REASON = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** What a failure says about the server and about trying again. */
    private enum Kind {
        /** Sending the request again may help. */
        PASSING,
        /** The server is at fault, and sending the request again at once would not help. */
        LASTING,
        /** The request is at fault. */
        REFUSAL
    }

    private final ErrorCode code;
    private final Kind kind;
    private final transient @Nullable Duration retryAfter;
    private final String note;

    private ModelFailure(ErrorCode code, Kind kind, String sentence, @Nullable Duration retryAfter, String note) {
        super(sentence, null, false, false);
        this.code = code;
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.note = note;
    }

    /**
     * The server reported an error.
     *
     * @param status the HTTP status, or the error's own if it came within an answer
     * @param error what the server said of it
     * @param retryAfter how long the server wants to be left alone
     */
    static ModelFailure status(int status, JsonNode error, Optional<Duration> retryAfter) {
        String reason = reason(error);
        String note = "HTTP %d %s".formatted(status, reason).strip();
        Duration wait = retryAfter.orElse(null);
        if (reason.equals("insufficient_quota")) {
            String sentence = "The quota of the model's account is used up; check its plan and payment.";
            return new ModelFailure(ErrorCode.MODEL_RATE_LIMITED, Kind.LASTING, sentence, RetryAfter.LONGEST, note);
        }
        if (status == 429) {
            String sentence = "The model's server gets too many requests at the moment; try again a little later.";
            return new ModelFailure(ErrorCode.MODEL_RATE_LIMITED, Kind.PASSING, sentence, wait, note);
        }
        if (status == 408 || status == 409 || status >= 500) {
            String sentence = "The model's server failed (HTTP %d); try again in a moment.".formatted(status);
            return new ModelFailure(ErrorCode.MODEL_UNAVAILABLE, Kind.PASSING, sentence, wait, note);
        }
        return new ModelFailure(ErrorCode.MODEL_REJECTED, Kind.REFUSAL, rejection(status, reason), Duration.ZERO, note);
    }

    /** The error's code or else its type, such as {@code insufficient_quota}; never its message, which may repeat key and prompt. */
    static String reason(JsonNode error) {
        String reason = error.path("code").isTextual()
                ? error.path("code").textValue()
                : error.path("type").asText("");
        return REASON.matcher(reason).matches() ? reason : "";
    }

    private static String rejection(int status, String reason) {
        if (status == 413 || reason.equals("context_length_exceeded")) {
            return "The conversation is longer than the model can read; start a new one.";
        }
        String what = switch (status) {
            case 401, 403 -> "refused the key: check the API key and what it allows";
            case 402 -> "wants to be paid: check the balance of the account";
            case 404 -> "does not know the model or the address: check the model's name and the base URL";
            default ->
                status < 400
                        ? "sent the request elsewhere: check the base URL"
                        : "refused the request as wrong: check the model's name, whether it can call tools, and"
                                + " the base URL";
        };
        return "The model's server %s (HTTP %d).".formatted(what, status);
    }

    /** What answered is a web page. */
    static ModelFailure notAnApi() {
        return new ModelFailure(
                ErrorCode.MODEL_REJECTED,
                Kind.REFUSAL,
                "The address of the model's server leads to a web page: check the base URL, which often ends in /v1.",
                Duration.ZERO,
                "HTML instead of an event stream");
    }

    /** There was no response. */
    static ModelFailure unanswered(IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof InterruptedIOException && !message.contains("connect timed out")) {
            return silent(cause);
        }
        // The system has already sent its packets several times when connecting takes too long, and certificates
        // do not get better.
        boolean lasting = cause instanceof InterruptedIOException || cause instanceof SSLException;
        String sentence = cause instanceof SSLException
                ? "No secure connection to the model's server is possible: check the base URL and its certificate."
                : cause instanceof UnknownHostException
                        ? "The model's server cannot be found: check the base URL and the network."
                        : "The model's server cannot be reached; try again in a moment.";
        return new ModelFailure(
                ErrorCode.MODEL_UNAVAILABLE, lasting ? Kind.LASTING : Kind.PASSING, sentence, null, cause.toString());
    }

    /** The connection failed in the middle of the response. */
    static ModelFailure whileReading(IOException cause) {
        return cause instanceof InterruptedIOException ? silent(cause) : brokenOff(cause.toString());
    }

    private static ModelFailure silent(IOException cause) {
        String sentence = cause instanceof SocketTimeoutException
                ? "The model's server fell silent; try again."
                : "The model did not come to an end in time; try again or ask for less.";
        return new ModelFailure(ErrorCode.MODEL_TIMEOUT, Kind.LASTING, sentence, null, cause.toString());
    }

    /** The response ended before the answer did. */
    static ModelFailure brokenOff(String note) {
        return new ModelFailure(
                ErrorCode.MODEL_UNAVAILABLE, Kind.PASSING, "The model's answer broke off; try again.", null, note);
    }

    /** The response is not what the protocol says. */
    static ModelFailure malformed(String note) {
        return new ModelFailure(
                ErrorCode.MODEL_UNAVAILABLE,
                Kind.LASTING,
                "The model's server sent something that cannot be understood; try again.",
                null,
                note);
    }

    /** The model gave nothing that could be shown, and said why. */
    static ModelFailure withheld(String sentence, String note) {
        return new ModelFailure(ErrorCode.MODEL_REJECTED, Kind.REFUSAL, sentence, Duration.ZERO, note);
    }

    /** The server failed so often of late that it was not asked. */
    static ModelFailure resting(Duration remaining) {
        return new ModelFailure(
                ErrorCode.MODEL_UNAVAILABLE,
                Kind.LASTING,
                "The model's server failed several times and is given a rest; try again in a moment.",
                remaining,
                "circuit open");
    }

    /** Whether sending the request again may help. */
    boolean isPassing() {
        return kind == Kind.PASSING;
    }

    /** Whether it speaks against the server, rather than against the request. */
    boolean isServersFault() {
        return kind != Kind.REFUSAL;
    }

    /** How long to wait at least, if the server said so. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What happened, for the log; without anything from the prompt, the answer or the key. */
    String note() {
        return note;
    }

    ChatException toChatException() {
        return new ChatException.Unavailable(
                code, String.valueOf(getMessage()), retryAfter().orElse(SOON));
    }
}
