///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Catch a command that fails, and say why
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import daggerkit.ExecException;

class catch_failure {
    private static final int NOTHING_FOUND = 4;

    public static void main(String... args) {
        Dagger.main(dag -> {
            Container search =
                    dag.container().from("alpine:latest").withExec("sh", "-c", "echo 'no open order' >&2; exit 4");
            try {
                System.out.print(search.stdout());
            } catch (ExecException e) {
                System.out.println("command    " + String.join(" ", e.command()));
                System.out.println("exit code  " + e.exitCode());
                System.out.println("stderr     " + e.stderr());
                if (e.exitCode() != NOTHING_FOUND) {
                    throw e; // ends the script with a message and the command's own exit code
                }
            }
            System.out.println("going on");
        });
    }
}
