package dev.parley.web.describe;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Which {@code type} the frames of a record have: records of frames with one type only say it by a constant. */
final class FrameTypes {
    private static final String CONSTANT = "TYPE";

    private FrameTypes() {}

    /** @return null if the record has no type of its own */
    static @Nullable String of(Class<?> frame) {
        for (Field field : frame.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().equals(CONSTANT)) {
                return read(field);
            }
        }
        return null;
    }

    private static String read(Field constant) {
        try {
            constant.setAccessible(true);
            return (String) constant.get(null);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("constants of our own can be read", impossible);
        }
    }
}
