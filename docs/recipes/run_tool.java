///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a tool of an image over the current folder and take the files back
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Dagger;
import java.util.List;

class run_tool {
    record Result(String output, String folder) {}

    public static void main(String... args) {
        if (args.length < 2) {
            System.err.println("Usage: run_tool.java IMAGE COMMAND...");
            System.exit(64);
        }
        List<String> command = List.of(args).subList(1, args.length);
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            Container tool = dag.container()
                    .from(args[0])
                    .withMountedDirectory("/work", source)
                    .withWorkdir("/work")
                    .withExec(command);
            // One request: the tool runs once, and nothing is written if it fails.
            Result result = tool.fetch(Container::stdout, c -> c.directory(".").export("."), Result::new);
            System.out.print(result.output());
        });
    }
}
