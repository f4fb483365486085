///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Open a shell where a step fails
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import daggerkit.ExecException;
import java.util.List;

class debug_shell {
    public static void main(String... args) {
        String command = args.length > 0 ? args[0] : "exit 3";
        Dagger.main(dag -> {
            Container ready = dag.container()
                    .from("alpine:latest")
                    .withMountedDirectory("/src", dag.host().directory(".", o -> o.gitignore(true)))
                    .withWorkdir("/src");
            try {
                System.out.print(ready.withExec("sh", "-c", command).stdout());
            } catch (ExecException e) {
                System.err.println(e.getMessage());
                // The container as it was before the step that failed.
                ready.terminal(o -> o.cmd(List.of("sh"))).sync();
                throw e;
            }
        });
    }
}
