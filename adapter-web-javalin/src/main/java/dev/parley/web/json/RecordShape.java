package dev.parley.web.json;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a record of the wire are called and which of them must be there: all but those that are {@code @Nullable}.
 *
 * @param fields in the order of the record
 */
public record RecordShape(List<Field> fields) {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return shapeOf(type);
        }
    };

    /**
     * One field.
     *
     * @param name as it appears on the wire
     */
    public record Field(String name, RecordComponent component, boolean required) {}

    public RecordShape {
        fields = List.copyOf(fields);
    }

    /** @param type a record */
    public static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The names of all fields. */
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** @throws ChatException.Invalid naming the first field that must be there and is not, also in records that are fields */
    void requireAll(Record value) {
        requireAll(value, "");
    }

    private void requireAll(Record value, String path) {
        for (Field field : fields) {
            String name = path + field.name();
            Object content = valueOf(field, value);
            if (field.required() && content == null) {
                throw new ChatException.Invalid(
                        ErrorCode.INVALID_REQUEST,
                        "%s is missing; it must be %s."
                                .formatted(
                                        name,
                                        JsonDefects.nameOf(field.component().getType())),
                        Map.of("field", name));
            }
            if (content instanceof Record record) {
                of(record.getClass()).requireAll(record, name + ".");
            }
        }
    }

    private static RecordShape shapeOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            String name = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
            component.getAccessor().setAccessible(true);
            fields.add(new Field(name, component, required));
        }
        return new RecordShape(fields);
    }

    private static @Nullable Object valueOf(Field field, Record value) {
        try {
            return field.component().getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException defect) {
            throw new IllegalStateException("cannot read " + field.name(), defect);
        }
    }
}
