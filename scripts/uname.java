///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run uname in a container and print what it says
//SOURCES ../lib/Cli.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
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
        if (printQuery) {
            System.out.println(
                    uname(Dagger.unconnected()).selection().select("stdout").build());
            return 0;
        }
        try (Api.Client dag = Dagger.connect()) {
            System.out.print(uname(dag).stdout());
        }
        return 0;
    }

    private Api.Container uname(Api.Client dag) {
        return dag.container().from(image).withExec("uname", "-nrio");
    }
}
