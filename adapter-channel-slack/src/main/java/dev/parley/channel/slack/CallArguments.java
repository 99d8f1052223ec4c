package dev.parley.channel.slack;

import dev.parley.domain.message.ToolCall;
import java.util.List;

/**
 * The arguments of a call that waits for approval, as far as a message has room for them. Nobody approves here what they do not see whole.
 *
 * @param pieces together the beginning of the arguments
 * @param whole whether they are all of them
 */
record CallArguments(List<String> pieces, boolean whole) {
    private static final int PIECE = 2_900;
    private static final int MOST_PIECES = 3;

    static CallArguments of(ToolCall call) {
        List<String> pieces = SlackText.pieces(call.arguments(), PIECE);
        return pieces.size() <= MOST_PIECES
                ? new CallArguments(pieces, true)
                : new CallArguments(pieces.subList(0, MOST_PIECES), false);
    }
}
