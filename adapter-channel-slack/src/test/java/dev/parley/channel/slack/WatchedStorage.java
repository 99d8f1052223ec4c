package dev.parley.channel.slack;

import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** A storage of sessions before which something happens while a test wants it so. */
final class WatchedStorage {
    /** What happens before a method of the session store. */
    @FunctionalInterface
    interface Before {
        void call(String method) throws InterruptedException;
    }

    volatile Before before = method -> {};

    Storage around(Storage storage) {
        SessionStore sessions = storage.sessions();
        SessionStore watched = (SessionStore) Proxy.newProxyInstance(
                WatchedStorage.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> {
                    before.call(method.getName());
                    try {
                        return method.invoke(sessions, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return storage.withSessions(watched);
    }

    static ChatException.Unavailable unavailable() {
        return new ChatException.Unavailable(
                ErrorCode.UNAVAILABLE, "The storage cannot be reached.", Duration.ofSeconds(1));
    }
}
