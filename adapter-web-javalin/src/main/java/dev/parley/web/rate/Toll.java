package dev.parley.web.rate;

import dev.parley.application.Charge;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * What one request costs.
 *
 * @param session the session that it is about; null for none
 */
public record Toll(Charge charge, @Nullable SessionId session) {
    /** @param session as it was sent; what is no id names no session, as whoever reads the request will say */
    public static Toll of(Charge charge, @Nullable String session) {
        try {
            return new Toll(charge, session == null ? null : SessionId.parse(session));
        } catch (ChatException.Invalid noId) {
            return new Toll(charge, null);
        }
    }
}
