package dev.parley.web.json;

import dev.parley.domain.ErrorCode;
import dev.parley.domain.turn.TurnFailure;

/** Why a turn or an answer failed. */
public record FailureJson(@OneOf(ErrorCode.class) String errorCode, String errorMessage) {
    public static FailureJson from(TurnFailure failure) {
        return new FailureJson(failure.code().code(), failure.message());
    }
}
