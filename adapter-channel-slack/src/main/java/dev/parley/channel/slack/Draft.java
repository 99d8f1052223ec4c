package dev.parley.channel.slack;

import com.slack.api.model.block.LayoutBlock;
import java.util.List;

/**
 * What a message says.
 *
 * @param text for notifications and programs that show no blocks; escaped
 * @param blocks at most 50
 */
record Draft(String text, List<LayoutBlock> blocks) {
    /** Most blocks of a message. */
    static final int MOST_BLOCKS = 50;

    private static final int LONGEST_TEXT = 3_000;

    Draft {
        blocks = List.copyOf(blocks);
        if (blocks.size() > MOST_BLOCKS) {
            throw new IllegalArgumentException("a message has at most 50 blocks");
        }
    }

    /** @param text as it is, of any length */
    static Draft of(String text, List<LayoutBlock> blocks) {
        return new Draft(SlackText.escapedCut(text, LONGEST_TEXT), blocks);
    }
}
