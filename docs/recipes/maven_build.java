///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build and test a Maven project with a shared cache
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class maven_build {
    record Build(String log, String folder) {}

    public static void main(String... args) {
        String project = args.length > 0 ? args[0] : ".";
        Dagger.main(dag -> {
            Directory source =
                    dag.host().directory(project, o -> o.gitignore(true).exclude(".git", "target"));
            Container maven = dag.container()
                    .from("maven:3-eclipse-temurin-21")
                    .withMountedCache("/root/.m2", dag.cacheVolume("maven"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec("mvn", "--batch-mode", "verify");
            Build build =
                    maven.fetch(Container::stdout, c -> c.directory("target").export(project + "/target"), Build::new);
            System.out.print(build.log());
            System.out.println("The build is in " + build.folder());
        });
    }
}
