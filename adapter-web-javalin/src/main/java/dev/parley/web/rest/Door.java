package dev.parley.web.rest;

/** Who may use a route; what they may do with what they find there, the use cases decide. */
public enum Door {
    /** Everybody. */
    OPEN,
    /** Everybody; whoever has a valid token may be told more. */
    GUEST,
    /** Whoever has a valid token. */
    USER
}
