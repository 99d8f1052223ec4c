package dev.parley.application.port;

/** What every {@link SessionStore} promises: how it changes sessions, what its queries tell, and that it alters nothing. */
public interface SessionStoreContract
        extends SessionChangeContract,
                SessionLogContract,
                SessionQueryContract,
                SessionListContract,
                SessionSearchContract,
                SessionSweepContract,
                StoredValuesContract,
                UsageContract {}
