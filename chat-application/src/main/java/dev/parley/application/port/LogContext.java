package dev.parley.application.port;

import java.util.Map;

/**
 * Marks the log lines of a thread with what it works for: the request that began the work, the session, the turn. Work that goes on on
 * another thread takes its marks along.
 *
 * <p>Callers rely on this: marks belong to a thread, and no method blocks or throws. What they are is for people who read logs; nothing is
 * decided by them.
 */
public interface LogContext {
    /** Marks nothing. */
    static LogContext none() {
        return new UnmarkedLogContext();
    }

    /** The marks of this thread. */
    Map<String, String> marks();

    /** Marks this thread, beside the marks it has, until the scope is closed by the same thread. */
    Scope mark(Map<String, String> marks);

    /** The same work, which takes the marks of this thread along. */
    default Runnable carrying(Runnable work) {
        Map<String, String> marks = marks();
        return () -> {
            try (Scope scope = mark(marks)) {
                work.run();
            }
        };
    }

    /** For how long a thread is marked. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
