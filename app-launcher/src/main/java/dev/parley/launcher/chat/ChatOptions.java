package dev.parley.launcher.chat;

import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.ClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a chat is to be.
 *
 * @param session the id of the one to go on with, or {@link #LAST}; null for a new one
 * @param profile of a new session; null for the server's default
 * @param refusedToken what people can do if the server does not take the token, as a sentence
 */
public record ChatOptions(
        ClientSettings server,
        @Nullable String session,
        @Nullable String profile,
        String refusedToken) {
    /** The session that was last active. */
    public static final String LAST = "last";

    /** Why nothing came of it, and what people can do. */
    String sentence(ClientException failure) {
        return switch (failure.code()) {
            case ClientException.UNREACHABLE ->
                "There is no server at %s; start one with \"parley\", or say where it is with --url."
                        .formatted(server.server());
            case ClientException.NOT_PARLEY ->
                "What answers at %s is no Parley; say where it is with --url.".formatted(server.server());
            case ClientException.NOT_READY ->
                "The server at %s is not ready: it has no model, or it is about to end; try again in a moment."
                        .formatted(server.server());
            case ClientException.UNAUTHENTICATED -> refusedToken;
            default -> failure.sentence();
        };
    }
}
