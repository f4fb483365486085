package daggerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that a value of an enum, or a component of an input object, has in the schema, where that cannot be its name in
 * Java: {@code default_} is sent and read as {@code default}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
@Internal("generated code")
public @interface SchemaName {
    /**
     * The name in the schema.
     *
     * @return such as {@code default}
     */
    String value();
}
