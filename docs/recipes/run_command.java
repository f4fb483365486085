///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a command in a container and print its output
//SOURCES daggerkit@catalog
import daggerkit.Dagger;
import java.util.List;

class run_command {
    public static void main(String... args) {
        if (args.length < 2) {
            System.err.println("Usage: run_command.java IMAGE COMMAND...");
            System.exit(64);
        }
        List<String> command = List.of(args).subList(1, args.length);
        Dagger.main(dag ->
                System.out.print(dag.container().from(args[0]).withExec(command).stdout()));
    }
}
