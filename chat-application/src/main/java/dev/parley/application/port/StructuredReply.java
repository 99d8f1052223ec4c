package dev.parley.application.port;

import dev.parley.domain.JsonText;
import dev.parley.domain.TextRules;
import dev.parley.domain.message.TokenUsage;

/**
 * A structured answer with what it cost.
 *
 * @param json the document, which may or may not fit the schema
 * @param model the name of the model that answered, as its server tells it
 * @param usage tokens; {@link TokenUsage#NONE} if the server did not tell
 */
public record StructuredReply(JsonText json, String model, TokenUsage usage) {
    public StructuredReply {
        model = TextRules.repaired(model);
    }
}
