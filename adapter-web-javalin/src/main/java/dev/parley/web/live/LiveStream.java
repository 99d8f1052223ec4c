package dev.parley.web.live;

import dev.parley.domain.channel.Transport;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stream to one client. */
public interface LiveStream {
    /** The client went by itself. */
    String CLIENT = "client";

    Transport transport();

    /** Why it ended, in a word or two, once it has; {@link #CLIENT} if the client went by itself. */
    String reasonOfEnd();

    /** Called about once a second, or more often; ends what has lasted too long. Must not block. */
    void tick(Instant now);

    /** Whose stream it is; null if that does not matter any more. */
    @Nullable
    UserId user();

    /** Whether the client has been sent all there is. */
    boolean isCaughtUp();

    /** Whether nothing more is sent, though the client may still have to take what was. */
    boolean isEnding();

    /** Ends the stream because the server goes down; the client shall come back. Doing it again changes nothing. Must not block. */
    void dismiss(Farewell farewell);

    /** Ends the stream because its user may not be here any more. Doing it again changes nothing. Must not block. */
    void expel();
}
