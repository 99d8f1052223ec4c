package dev.parley.memory.chat;

import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.SessionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A storage that cannot be reached while a test wants it so. */
final class FaultyStorage {
    final AtomicBoolean unreachable = new AtomicBoolean();

    /** How many more changes are made before it cannot be reached. */
    final AtomicInteger changesLeft = new AtomicInteger(Integer.MAX_VALUE);

    /** Sessions that cannot be changed because of some defect. */
    final Set<SessionId> broken = ConcurrentHashMap.newKeySet();

    /** How many more times histories cannot be read. */
    final AtomicInteger unreadable = new AtomicInteger();

    /** How many more times it is not known yet where a message went. */
    final AtomicInteger unaware = new AtomicInteger();

    /** How many changes were refused. */
    final AtomicInteger refused = new AtomicInteger();

    Storage around(Storage storage) {
        SessionStore sessions = storage.sessions();
        SessionStore faulty = (SessionStore) Proxy.newProxyInstance(
                FaultyStorage.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("change")
                            && (unreachable.get() || changesLeft.getAndDecrement() <= 0)) {
                        refused.incrementAndGet();
                        throw unavailable();
                    }
                    if (method.getName().equals("contextMessages") && unreadable.getAndDecrement() > 0) {
                        throw unavailable();
                    }
                    if (method.getName().equals("sessionOfMessage") && unaware.getAndDecrement() > 0) {
                        return Optional.empty();
                    }
                    if (method.getName().equals("change") && broken.contains(arguments[0])) {
                        throw new IllegalStateException("broken, as the test wants it");
                    }
                    try {
                        return method.invoke(sessions, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return storage.withSessions(faulty);
    }

    private static ChatException unavailable() {
        return new ChatException.Unavailable(
                ErrorCode.UNAVAILABLE, "The storage cannot be reached, as the test wants it.", Duration.ZERO);
    }
}
