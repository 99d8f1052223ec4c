package dev.parley.domain.turn;

import dev.parley.domain.ErrorCode;

/**
 * Why a turn ended without an answer, fit to be shown to its user.
 *
 * @param code the reason, for programs
 * @param message a sentence for people, without secrets or internals
 */
public record TurnFailure(ErrorCode code, String message) {}
