package dev.parley.memory.chat;

import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A storage in which something happens right after something else, such as between a check and what follows from it. */
final class Meanwhile {
    private final Set<String> methods;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    private Meanwhile(Set<String> methods) {
        this.methods = methods;
    }

    /** Right after a session was looked up or changed. */
    static Meanwhile afterACheck() {
        return new Meanwhile(Set.of("find", "change"));
    }

    /** Right after it was found out which session somebody used last. */
    static Meanwhile afterTheCurrentSession() {
        return new Meanwhile(Set.of("currentSession"));
    }

    /** Right after a picture of a session was taken. */
    static Meanwhile afterASnapshot() {
        return new Meanwhile(Set.of("snapshot"));
    }

    /** Happens the next time, once. */
    void happens(Runnable something) {
        next.set(something);
    }

    /** Whether it happened. */
    boolean isOver() {
        return next.get() == null;
    }

    Storage around(Storage storage) {
        SessionStore sessions = storage.sessions();
        SessionStore watched = (SessionStore) Proxy.newProxyInstance(
                Meanwhile.class.getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(sessions, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    Runnable something = methods.contains(method.getName()) ? next.getAndSet(null) : null;
                    if (something != null) {
                        something.run();
                    }
                    return result;
                });
        return storage.withSessions(watched);
    }
}
