package daggerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The versions of the engines that have a member of the typed API, for a member that not all of those have which the API
 * was generated from. When an engine refuses such a member, the error names them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface Engines {
    /**
     * The versions, oldest first.
     *
     * @return such as {@code 0.21.8} and {@code 1.0.0-beta.10}
     */
    String[] value();

    /**
     * The name of the field, for a method that has another: one whose field changed its type between engines.
     *
     * @return the schema's name, or an empty text if it is the method's
     */
    String field() default "";
}
