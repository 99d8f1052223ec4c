package dev.parley.web.rest;

import dev.parley.domain.ErrorCode;
import dev.parley.web.http.Refusals;

/**
 * One way in which a route may refuse.
 *
 * @param status of the answer over HTTP
 */
public record Refusal(int status, ErrorCode code) {
    /** With the status that the code usually has. */
    public static Refusal of(ErrorCode code) {
        return new Refusal(Refusals.usualStatus(code), code);
    }
}
