package dev.parley.memory.chat;

import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A storage that notes what it is asked by the thread that wants to know. */
final class Calls {
    private volatile @Nullable Thread asking;
    private final List<String> noted = new ArrayList<>();

    /** What the storage is asked while something is done by this thread. */
    List<String> during(Runnable something) {
        noted.clear();
        asking = Thread.currentThread();
        something.run();
        asking = null;
        return List.copyOf(noted);
    }

    Storage around(Storage storage) {
        return new Storage(
                noting(SessionStore.class, storage.sessions()),
                storage.drafts(),
                storage.turns(),
                noting(FeedbackQueue.class, storage.feedback()),
                storage.bus(),
                storage.tasks(),
                storage.users(),
                storage.channels());
    }

    private <T> T noting(Class<T> port, T asked) {
        return port.cast(Proxy.newProxyInstance(
                Calls.class.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (Thread.currentThread() == asking) {
                        noted.add(port.getSimpleName() + "." + method.getName());
                    }
                    try {
                        return method.invoke(asked, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }
}
