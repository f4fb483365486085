package daggerkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * On a class with an {@link Elsewhere}: no two of these run at once, since JBang does not lock its cache, and they begin before
 * all others, since those that wait for each other would be the last to end.
 */
@Order(1)
@ResourceLock("elsewhere")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ElsewhereInTurn {}
