package dev.parley.channel.email;

import java.io.IOException;

/** Where access tokens for a mail server come from (OAuth 2.0), which are valid for a while only. Safe for many threads. */
@FunctionalInterface
public interface AccessTokenSource {
    /** @throws IOException with a reason that names no secret, if there is none to be had */
    String token() throws IOException, InterruptedException;
}
