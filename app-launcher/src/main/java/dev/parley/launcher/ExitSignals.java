package dev.parley.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGTERM and SIGINT do: the first one begins an orderly exit with code 0, the second one ends the process at once. The JDK's own
 * handler would ignore the second one.
 */
final class ExitSignals implements InvocationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExitSignals.class);
    private static final int KILLED = 130;

    private final AtomicBoolean leaving = new AtomicBoolean();

    private ExitSignals() {}

    /**
     * Takes the signals over where the platform has them; elsewhere the JDK's handler goes on to run the shutdown hooks. Uses reflection,
     * since the compiler warns of {@code sun.misc.Signal} (JEP 260 keeps it for lack of a successor) in a way that cannot be suppressed.
     */
    static void install() {
        ExitSignals signals = new ExitSignals();
        for (String name : new String[] {"TERM", "INT"}) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object proxy =
                        Proxy.newProxyInstance(ExitSignals.class.getClassLoader(), new Class<?>[] {handler}, signals);
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            } catch (ReflectiveOperationException notHere) {
                LOG.debug("SIG{} is left to the JDK", name, notHere);
            }
        }
    }

    /** Called on a thread of its own for each signal. */
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws ReflectiveOperationException {
        if (!method.getName().equals("handle")) {
            return method.invoke(this, arguments);
        }
        if (leaving.getAndSet(true)) {
            Runtime.getRuntime().halt(KILLED);
        }
        System.exit(0);
        return null;
    }
}
