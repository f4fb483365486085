///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run integration tests against a database
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Api.Service;
import daggerkit.Dagger;
import java.util.List;

class test_with_database {
    public static void main(String... args) {
        List<String> command = args.length > 0 ? List.of(args) : List.of("mvn", "--batch-mode", "verify");
        Dagger.main(dag -> {
            // The password protects nothing: the database is in this run's network only, and gone afterwards.
            Service database = dag.container()
                    .from("postgres:16-alpine")
                    .withEnvVariable("POSTGRES_PASSWORD", "test")
                    .withExposedPort(5432)
                    .asService(o -> o.useEntrypoint(true));
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git", "target"));
            System.out.print(dag.container()
                    .from("maven:3-eclipse-temurin-21")
                    .withServiceBinding("db", database)
                    .withEnvVariable("JDBC_URL", "jdbc:postgresql://db:5432/postgres?user=postgres&password=test")
                    .withMountedCache("/root/.m2", dag.cacheVolume("maven"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec(command)
                    .stdout());
        });
    }
}
