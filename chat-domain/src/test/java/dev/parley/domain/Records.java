package dev.parley.domain;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies of records that differ in some components, so that tests can say what changes and that nothing else does. */
public final class Records {
    private Records() {}

    /** @param changes the names of components, each followed by its value */
    @SuppressWarnings("unchecked")
    public static <R extends Record> R with(R original, Object... changes) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            values.put((String) changes[i], changes[i + 1]);
        }
        RecordComponent[] components = original.getClass().getRecordComponents();
        if (!names(original.getClass()).containsAll(values.keySet())) {
            throw new IllegalArgumentException(original.getClass() + " has not all of " + values.keySet());
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] arguments = Arrays.stream(components)
                .map(component -> values.containsKey(component.getName())
                        ? values.get(component.getName())
                        : value(original, component))
                .toArray();
        try {
            return (R) original.getClass().getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new AssertionError(failed);
        }
    }

    public static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static Object value(Record original, RecordComponent component) {
        try {
            return component.getAccessor().invoke(original);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
