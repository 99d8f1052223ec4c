package dev.parley.application;

import dev.parley.domain.session.SessionId;

/** What became of a message that came over another channel than the web, for the channel to tell in its own way. */
public sealed interface ChatResult {
    /** It is stored for good and will be answered, now or since it came before. */
    record Taken(SessionId session) implements ChatResult {}

    /** Nobody has confirmed that the address is theirs, or they want nothing to be sent there. Nobody is told anything. */
    record UnknownSender() implements ChatResult {}

    /**
     * Nothing shows that it is from there.
     *
     * @param token of the address that only the person to whom the address belongs has, to be sent there and nowhere else
     */
    record Unproven(String token) implements ChatResult {}

    /**
     * It was not taken, and will not be.
     *
     * @param sentence for whoever wrote it
     */
    record Refused(String sentence) implements ChatResult {}
}
