///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Lint, test and check types in parallel, and see all that fails
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.ReturnType;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.Leaf;
import java.util.ArrayList;
import java.util.List;

class parallel_checks {
    record Check(String command, long code, String output) {}

    public static void main(String... args) {
        if (args.length < 2) {
            System.err.println("Usage: parallel_checks.java IMAGE 'SHELL COMMAND'...");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            Container base = dag.container()
                    .from(args[0])
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src");
            List<Leaf<Check>> checks = new ArrayList<>();
            for (String command : List.of(args).subList(1, args.length)) {
                Container check = base.withExec(o -> o.expect(ReturnType.ANY), "sh", "-c", command);
                checks.add(Leaf.of(
                        check.leaf(Container::exitCode),
                        check.leaf(Container::combinedOutput),
                        (code, output) -> new Check(command, code, output)));
            }
            List<Check> failed = new ArrayList<>();
            for (Check check : dag.fetch(Leaf.all(checks))) {
                System.out.println((check.code() == 0 ? "ok      " : "FAILED  ") + check.command());
                if (check.code() != 0) {
                    failed.add(check);
                }
            }
            failed.forEach(check -> System.out.print("\n$ " + check.command() + "\n" + check.output()));
            if (!failed.isEmpty()) {
                throw new DaggerException(failed.size() + " of " + checks.size() + " checks failed.");
            }
        });
    }
}
