package dev.parley.launcher.client;

import java.util.Arrays;
import java.util.Optional;

/** A close code after which the same connection would fail again. After all others a client comes back. */
enum FinalClose {
    PROTOCOL_ERROR(1002, "protocol_error", "The server did not understand this client."),
    NOT_TEXT(1003, "protocol_error", "The server did not understand this client."),
    NOT_UTF_8(1007, "protocol_error", "The server did not understand this client."),
    ABUSE(1008, "refused", "The server closed the connection because of too many requests at once."),
    TOO_LARGE(1009, "too_large", "What was sent is too large."),
    UNKNOWN_SESSION(4001, "not_found", "There is no such session."),
    TOO_MANY_CONNECTIONS(
            4029,
            "too_many_connections",
            "There are too many connections from this address; close others and try again."),
    UNAUTHENTICATED(4401, ClientException.UNAUTHENTICATED, "The token is missing, wrong or expired."),
    FOREIGN_ORIGIN(4403, "origin_not_allowed", "The server does not let connections of this kind in.");

    private static final String STOP = "stop";

    private final int closeCode;
    private final String code;
    private final String sentence;

    FinalClose(int closeCode, String code, String sentence) {
        this.closeCode = closeCode;
        this.code = code;
        this.sentence = sentence;
    }

    static Optional<FinalClose> of(int closeCode) {
        return Arrays.stream(values())
                .filter(known -> known.closeCode == closeCode)
                .findFirst();
    }

    /**
     * Why a client must not come back; empty if it may.
     *
     * @param word what the server said beside the code, which counts for codes that are not known
     */
    static Optional<ClientException> reason(int closeCode, String word) {
        return of(closeCode)
                .map(known -> new ClientException(known.code, known.sentence))
                .or(() -> word.equals(STOP)
                        ? Optional.of(new ClientException(
                                "refused", "The server closed the connection for good (%d).".formatted(closeCode)))
                        : Optional.empty());
    }
}
