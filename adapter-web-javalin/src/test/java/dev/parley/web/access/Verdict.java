package dev.parley.web.access;

/** What must come of a try. Whatever is refused has no effect. */
enum Verdict {
    /** It is done. */
    ALLOWED("✓"),
    /** They may see it, but not do this: 403. */
    FORBIDDEN("403"),
    /** For them it does not exist: 404, the same as for something that does not exist for anybody. */
    HIDDEN("404"),
    /** They see where it would be, and that it is not there: 404. */
    ABSENT("404"),
    /** Nobody proved who they are: 401, or over WebSocket the close code 4401. */
    UNAUTHENTICATED("401");

    private final String sign;

    Verdict(String sign) {
        this.sign = sign;
    }

    /** How it looks in a table. */
    String sign() {
        return sign;
    }

    boolean isRefusal() {
        return this != ALLOWED;
    }
}
