///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build in one image and put the result into a smaller one
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.File;
import daggerkit.Dagger;

class multi_stage {
    public static void main(String... args) {
        String project = args.length > 0 ? args[0] : ".";
        Dagger.main(dag -> {
            Directory source =
                    dag.host().directory(project, o -> o.gitignore(true).exclude(".git", "target"));
            File jar = dag.container()
                    .from("maven:3-eclipse-temurin-21")
                    .withMountedCache("/root/.m2", dag.cacheVolume("maven"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec("mvn", "--batch-mode", "package")
                    .withExec("sh", "-c", "cp target/*.jar /app.jar")
                    .file("/app.jar");
            Container app = dag.container()
                    .from("eclipse-temurin:21-jre")
                    .withFile("/app.jar", jar)
                    .withEntrypoint("java", "-jar", "/app.jar");
            // Without useEntrypoint, "--version" would be the command itself.
            System.out.print(
                    app.withExec(o -> o.useEntrypoint(true), "--version").stdout());
        });
    }
}
