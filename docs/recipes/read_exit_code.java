///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Read output, errors and exit code of a command in one request
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.ReturnType;
import daggerkit.Dagger;

class read_exit_code {
    record Result(String out, String err, long code) {}

    public static void main(String... args) {
        Dagger.main(dag -> {
            Result result = dag.container()
                    .from("alpine:latest")
                    .withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", "echo found; echo a warning >&2; exit 3")
                    .fetch(Container::stdout, Container::stderr, Container::exitCode, Result::new);
            System.out.print(result.out());
            System.out.print(result.err());
            System.out.println("exit code " + result.code());
        });
    }
}
