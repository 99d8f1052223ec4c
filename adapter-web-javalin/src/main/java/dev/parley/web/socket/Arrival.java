package dev.parley.web.socket;

import dev.parley.domain.ChatException;
import dev.parley.web.auth.Identity;
import dev.parley.web.http.LogMarks;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection from its handshake.
 *
 * @param identity who connects; null if no valid token came
 * @param refusal why the connection is closed at once; null if it is not
 * @param explanation what the client is told beside the refusal's code; null if that says it all
 * @param session the session to join at once; null if the URL names none
 * @param position where to begin in it; null to begin with a snapshot
 */
record Arrival(
        @Nullable Identity identity,
        @Nullable CloseCode refusal,
        @Nullable ChatException explanation,
        InetAddress address,
        LogMarks marks,
        @Nullable String session,
        @Nullable String position) {}
