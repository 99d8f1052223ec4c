package dev.parley.application.architecture.seeded.web;

import java.util.ArrayList;

final class StaticState {
    static final int FINE = 1;
    static final String FINE_TOO = "fine";
    static final ArrayList<String> NAMES = new ArrayList<>();
    static final int[] SIZES = {1};
    static int count;

    private StaticState() {}
}
