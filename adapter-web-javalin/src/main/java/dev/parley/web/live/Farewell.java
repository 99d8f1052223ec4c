package dev.parley.web.live;

/** Why a server takes leave of its clients. */
public enum Farewell {
    /** It stops. */
    SHUTTING_DOWN,
    /** It stops and another one takes over, or it comes back. */
    RESTARTING
}
