///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Export a folder and a file to the host in one request
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;

class export_files {
    public static void main(String... args) {
        Dagger.main(dag -> {
            Container made = dag.container()
                    .from("alpine:latest")
                    .withWorkdir("/out")
                    .withExec("sh", "-c", "mkdir report && echo ok > report/result.txt && echo done > build.log");
            record Paths(String folder, String file) {}
            Paths paths = made.fetch(
                    c -> c.directory("report").export("report", o -> o.wipe(true)),
                    c -> c.file("build.log").export("build.log"),
                    Paths::new);
            System.out.println(paths.folder());
            System.out.println(paths.file());
        });
    }
}
