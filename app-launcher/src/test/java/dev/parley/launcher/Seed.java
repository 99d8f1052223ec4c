package dev.parley.launcher;

import java.util.Random;

/** Chance that can be repeated: the seed is printed, and {@code -Dparley.seed} sets it. */
final class Seed {
    private Seed() {}

    static Random random() {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
