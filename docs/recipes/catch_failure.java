///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Catch a command that fails, and say why
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.ExecException;

class catch_failure {
    public static void main(String... args) {
        Dagger.main(dag -> {
            Container ready = dag.container().from("alpine:latest").withNewFile("/data/orders.csv", "1;open\n");
            try {
                ready.withExec("grep", "closed", "/data/orders.csv").sync();
            } catch (ExecException e) {
                System.out.println("command    " + String.join(" ", e.command()));
                System.out.println("exit code  " + e.exitCode());
                System.out.println("stderr     " + e.stderr());
            }
            try {
                ready.withExec("cat", "/data/missing.csv").sync();
            } catch (ExecException e) {
                throw new DaggerException("There is nothing to report on: " + e.stderr(), e);
            }
        });
    }
}
