///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a step again although nothing changed
//SOURCES daggerkit@catalog
import daggerkit.Dagger;
import java.time.Instant;

class bust_cache {
    public static void main(String... args) {
        // The same key gives the same answer from the cache, another one runs the step again.
        String key = args.length > 0 ? args[0] : Instant.now().toString();
        Dagger.main(dag -> System.out.print(dag.container()
                .from("alpine:latest")
                .withExec("sh", "-c", "echo this step stays cached > /step.txt")
                .withEnvVariable("CACHE_KEY", key)
                .withExec("sh", "-c", "cat /step.txt; echo this one ran for $CACHE_KEY")
                .stdout()));
    }
}
