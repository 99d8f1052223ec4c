package dev.parley.application.port;

import dev.parley.domain.TextRules;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.user.UserId;
import java.time.LocalDate;

/**
 * One answer of a model that ended, as it counts for a user.
 *
 * @param user whose message was answered
 * @param day on which the answer ended (UTC)
 * @param model its name, cut off after {@value #MODEL_CODE_POINTS} characters
 */
public record ModelUse(UserId user, LocalDate day, String model, TokenUsage usage) {
    /** Names are parts of keys, which must not become long whatever a server says. */
    private static final int MODEL_CODE_POINTS = 200;

    public ModelUse {
        model = TextRules.repaired(model);
        if (model.codePointCount(0, model.length()) > MODEL_CODE_POINTS) {
            model = model.substring(0, model.offsetByCodePoints(0, MODEL_CODE_POINTS));
        }
    }
}
