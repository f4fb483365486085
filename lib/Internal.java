package daggerkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Public only because other code of daggerkit cannot do without it: no script is written with it, and it may change in
 * every version. Generated code is written again then.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.CONSTRUCTOR, ElementType.METHOD, ElementType.FIELD})
public @interface Internal {
    /**
     * What it is for.
     *
     * @return such as {@code generated code}
     */
    String value();
}
