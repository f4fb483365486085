///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run uname in a container and print what it says
//SOURCES ../lib/Cli.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.Selection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "uname",
        description = "Run uname in a container and print what it says.",
        footer = {
            "",
            "Examples:",
            "  dagger run jbang uname@catalog",
            "  dagger run jbang uname@catalog --image debian:stable-slim",
            "  jbang uname@catalog --print-query | dagger query",
            "  jbang local@catalog jbang uname@catalog    (no Dagger: a stand-in on this host)"
        })
class uname implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--image",
            paramLabel = "ADDRESS",
            description = "The image of the container; ${DEFAULT-VALUE} unless given.")
    String image = "alpine:latest";

    @Option(names = "--print-query", description = "Print the query and send nothing.")
    boolean printQuery;

    public static void main(String... args) {
        Cli.main(new uname(), args);
    }

    @Override
    public Integer call() {
        Selection stdout = Selection.query()
                .select("container")
                .select("from")
                .arg("address", image)
                .select("withExec")
                .arg("args", List.of("uname", "-nrio"))
                .select("stdout");
        if (printQuery) {
            System.out.println(stdout.build());
            return 0;
        }
        try (Dagger dag = Dagger.connect()) {
            System.out.print(dag.fetch(stdout).asText());
        }
        return 0;
    }
}
