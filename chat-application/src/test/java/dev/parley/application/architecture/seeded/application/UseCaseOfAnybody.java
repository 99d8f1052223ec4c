package dev.parley.application.architecture.seeded.application;

import dev.parley.application.architecture.seeded.domain.session.Session;
import dev.parley.application.architecture.seeded.domain.session.SessionId;
import dev.parley.application.architecture.seeded.domain.user.Caller;

public final class UseCaseOfAnybody {
    public void delete(SessionId id) {}

    public void read(Session session) {}

    public void watch(Runnable onNews, SessionId id) {}

    public void find(Caller caller, SessionId id) {}

    public void close() {}

    void sweep(SessionId id) {}
}
