package daggerkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests of programs that end by a signal. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "daggerkit.OwnRun#hasSignals",
        disabledReason =
                "the tests were started with signals ignored, and there is neither env of coreutils 8.31 nor perl"
                        + " to start others without")
@interface SignalsAsUsual {}
