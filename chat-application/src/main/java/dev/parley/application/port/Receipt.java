package dev.parley.application.port;

/**
 * Where a message is on its channel, in the channel's own words.
 *
 * @param value at most 1,000 characters, such as the Message-ID of a mail
 */
public record Receipt(String value) {
    /** Most characters. */
    public static final int LONGEST = 1_000;

    public Receipt {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException("a receipt has 1 to 1,000 characters");
        }
    }
}
