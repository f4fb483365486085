///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Test on several JDKs at once
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.ReturnType;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.Leaf;
import java.util.ArrayList;
import java.util.List;

class matrix_test {
    record Result(String jdk, long code, String output) {}

    public static void main(String... args) {
        List<String> command = args.length > 0 ? List.of(args) : List.of("mvn", "--batch-mode", "verify");
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git", "target"));
            List<Leaf<Result>> tests = new ArrayList<>();
            for (String jdk : List.of("17", "21", "25")) {
                Container test = dag.container()
                        .from("maven:3-eclipse-temurin-" + jdk)
                        // A cache for each: Maven's is not made for several writers at once.
                        .withMountedCache("/root/.m2", dag.cacheVolume("maven-" + jdk))
                        .withMountedDirectory("/src", source)
                        .withWorkdir("/src")
                        .withExec(command, o -> o.expect(ReturnType.ANY));
                tests.add(Leaf.of(
                        test.leaf(Container::exitCode),
                        test.leaf(Container::combinedOutput),
                        (code, output) -> new Result(jdk, code, output)));
            }
            List<Result> results = dag.fetch(Leaf.all(tests));
            results.forEach(result -> System.out.println("JDK " + result.jdk() + ": exit code " + result.code()));
            for (Result result : results) {
                if (result.code() != 0) {
                    throw new DaggerException("The tests failed on JDK " + result.jdk() + ":\n" + result.output());
                }
            }
        });
    }
}
