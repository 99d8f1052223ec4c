package dev.parley.application;

/** What kind of request something is for the limits of requests in a minute. */
public enum Charge {
    /** Costs nothing: stopping, leaving, and looking at one's limits are never refused. */
    NONE,
    /** Only looks at something: counts for the user. */
    READ,
    /** Makes the agent work or stores something: counts for the user, for the user's channel, and for the session if there is one. */
    WRITE,
    /** Publishes an event of the application's own: counts for the session, apart from everything else. */
    EVENT
}
