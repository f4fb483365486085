///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Set environment variables from a map and from an .env file
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

class set_environment {
    /** Sorted: a map in another order each time would be another pipeline each time, and never cached. */
    private static final SortedMap<String, String> VARIABLES =
            new TreeMap<>(Map.of("APP_NAME", "shop", "APP_COLOR", "green"));

    public static void main(String... args) {
        Dagger.main(dag -> {
            Container container = dag.container().from("alpine:latest");
            for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
                container = container.withEnvVariable(variable.getKey(), variable.getValue());
            }
            System.out.print(container
                    .withEnvFileVariables(dag.host().file(".env").asEnvFile())
                    .withExec("sh", "-c", "echo the $APP_COLOR $APP_NAME listens on $APP_PORT")
                    .stdout());
        });
    }
}
