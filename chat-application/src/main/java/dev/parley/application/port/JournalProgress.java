package dev.parley.application.port;

/**
 * How far the statistics of a journal are rebuilt.
 *
 * @param days how many days back
 * @param files files to read
 * @param filesRead files that were read to their end
 * @param bytes bytes of these files when the work began
 * @param bytesRead bytes that were read; more than those if events came in meanwhile
 * @param events events that were counted
 * @param unreadable lines that were skipped because they are torn or broken
 */
public record JournalProgress(
        int days, int files, int filesRead, long bytes, long bytesRead, long events, long unreadable) {
    /** Before the first byte. */
    public static JournalProgress begin(int days) {
        return new JournalProgress(days, 0, 0, 0, 0, 0, 0);
    }

    /** 0 to 100. */
    public int percent() {
        return bytes == 0 ? 0 : (int) Math.min(100, 100 * bytesRead / bytes);
    }
}
