package dev.parley.web.access;

import static dev.parley.web.access.Kind.ADMIN;
import static dev.parley.web.access.Kind.ANALYST;
import static dev.parley.web.access.Kind.EDITOR;
import static dev.parley.web.access.Kind.OWNER;
import static dev.parley.web.access.Kind.RESPONDER;
import static dev.parley.web.access.Kind.VIEWER;

import java.util.Set;

/** Who may do something. Who is neither allowed nor forbidden does not get to know that there is anything. */
enum Rule {
    /** Everybody, without a token, too. */
    OPEN(Kind.known(), Set.of()),
    /** Whoever has a token, for what is their own; nothing of anybody else is shown or changed. */
    OWN(Kind.known(), Set.of()),
    /** Only the one to whom it belongs. */
    PRIVATE(Set.of(OWNER), Set.of()),
    /** Whoever takes part in the session. */
    READ_SESSION(Set.of(OWNER, EDITOR, VIEWER), Set.of()),
    /** Whoever may write in the session. */
    WRITE_SESSION(Set.of(OWNER, EDITOR), Set.of(VIEWER)),
    /** The session's owner. */
    OWN_SESSION(Set.of(OWNER), Set.of(EDITOR, VIEWER)),
    /** Those with whom the session is shared; the owner has no share that could end. */
    LEAVE_SESSION(Set.of(EDITOR, VIEWER), Set.of()),
    /** Whoever takes part in the session, and those whom the question names. */
    READ_QUESTION(Set.of(OWNER, EDITOR, VIEWER, RESPONDER), Set.of()),
    /** Those whom the question names. */
    ANSWER_QUESTION(Set.of(RESPONDER), Set.of(OWNER, EDITOR, VIEWER)),
    /** Whoever may write in the session; those whom the question names may only answer it. */
    WITHDRAW_QUESTION(Set.of(OWNER, EDITOR), Set.of(VIEWER, RESPONDER)),
    /** The one whose token it is. */
    OWN_TOKEN(Set.of(OWNER), Kind.known()),
    /** Analysts and administrators. */
    ANALYSTS(Set.of(ANALYST, ADMIN), Kind.known()),
    /** Administrators. */
    ADMINS(Set.of(ADMIN), Kind.known());

    private final Set<Kind> allowed;
    private final Set<Kind> forbidden;

    Rule(Set<Kind> allowed, Set<Kind> forbidden) {
        this.allowed = Set.copyOf(allowed);
        this.forbidden = Set.copyOf(forbidden);
    }

    Verdict verdict(Kind kind) {
        if (!kind.hasToken()) {
            return this == OPEN ? Verdict.ALLOWED : Verdict.UNAUTHENTICATED;
        }
        if (allowed.contains(kind)) {
            return Verdict.ALLOWED;
        }
        if (forbidden.contains(kind)) {
            return Verdict.FORBIDDEN;
        }
        return this == LEAVE_SESSION && kind == OWNER ? Verdict.ABSENT : Verdict.HIDDEN;
    }
}
