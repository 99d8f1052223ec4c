package dev.parley.launcher.chat;

/**
 * How a chat ended.
 *
 * @param done false if it could not be had
 * @param lastWord a sentence for people; empty if there is nothing to say
 */
public record Outcome(boolean done, String lastWord) {
    static Outcome failed(String sentence) {
        return new Outcome(false, sentence);
    }
}
