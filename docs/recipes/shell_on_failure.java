///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Open a shell where a command failed, with the files it left
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.ReturnType;
import daggerkit.Dagger;

class shell_on_failure {
    record Result(long code, String output) {}

    public static void main(String... args) {
        if (args.length != 1) {
            System.err.println("Usage: shell_on_failure.java 'SHELL COMMAND'");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            Container after = dag.container()
                    .from("alpine:latest")
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", args[0]);
            Result result = after.fetch(Container::exitCode, Container::combinedOutput, Result::new);
            System.out.print(result.output());
            if (result.code() != 0) {
                System.err.println("exit code " + result.code() + "; leave the shell to end the script");
                after.terminal(o -> o.cmd("sh")).sync();
            }
        });
    }
}
