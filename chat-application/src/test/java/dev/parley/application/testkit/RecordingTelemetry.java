package dev.parley.application.testkit;

import dev.parley.application.port.Telemetry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Notes what it is told, whatever that is: {@code turnEnded(COMPLETED, PT0.1S)}. */
public final class RecordingTelemetry {
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /** One thing that was told. */
    public record Told(String what, List<Object> facts) {
        @Override
        public String toString() {
            return what + facts.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    public Telemetry telemetry() {
        return (Telemetry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Telemetry.class}, (proxy, method, facts) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return answer(proxy, method, facts);
                    }
                    told.add(new Told(method.getName(), facts == null ? List.of() : Arrays.asList(facts)));
                    return null;
                });
    }

    private static Object answer(Object proxy, Method method, Object[] facts) {
        return switch (method.getName()) {
            case "equals" -> proxy == facts[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "telemetry that is noted";
        };
    }

    public List<Told> all() {
        return List.copyOf(told);
    }

    /** What was told by one method. */
    public List<Told> all(String what) {
        return told.stream().filter(one -> one.what().equals(what)).toList();
    }

    public boolean has(String what) {
        return has(one -> one.what().equals(what));
    }

    public boolean has(Predicate<Told> wanted) {
        return told.stream().anyMatch(wanted);
    }
}
