package dev.parley.web.support;

/** How much memory is in use. */
public final class Memory {
    private Memory() {}

    /** In bytes, after some collecting. */
    public static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
