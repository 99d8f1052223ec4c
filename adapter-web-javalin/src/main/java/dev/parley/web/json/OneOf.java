package dev.parley.web.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The words that a text of the wire can be, for those who describe it. Nobody is refused by this. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OneOf {
    /** An enum whose constants are meant, in lower case, as their {@code wireName} has them. */
    Class<? extends Enum<?>> value() default None.class;

    /** The words themselves, where no enum has exactly these. */
    String[] words() default {};

    /** No enum. */
    enum None {}
}
