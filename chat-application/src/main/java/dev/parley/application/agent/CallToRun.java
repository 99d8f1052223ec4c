package dev.parley.application.agent;

import dev.parley.domain.JsonText;
import dev.parley.domain.message.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that may be made.
 *
 * @param arguments what the tool gets: what the model wrote or what the person who approved made of it
 * @param remark what the model has to know beside the result; null if nothing
 */
public record CallToRun(
        ToolCall call, JsonText arguments, @Nullable String remark) {}
