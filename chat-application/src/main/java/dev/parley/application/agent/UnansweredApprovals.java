package dev.parley.application.agent;

/** What becomes of a tool call that waited for a person's approval until its time was over. */
public enum UnansweredApprovals {
    /** Silence means no. */
    REFUSE,
    /** Silence means yes. */
    APPROVE
}
