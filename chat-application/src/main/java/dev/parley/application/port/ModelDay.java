package dev.parley.application.port;

import java.time.LocalDate;

/**
 * What one user had of one model on one day (UTC).
 *
 * @param answers calls of the model that ended with a whole answer, or of which its server told the tokens
 */
public record ModelDay(LocalDate day, String model, long answers, long promptTokens, long completionTokens) {}
