package dev.parley.web.support;

import java.util.UUID;

/** Ids that clients make. */
public final class Ids {
    /** A well-formed id that nothing has. */
    public static final String NOBODYS = "00000000-0000-4000-8000-000000000000";

    private Ids() {}

    public static String fresh() {
        return UUID.randomUUID().toString();
    }
}
