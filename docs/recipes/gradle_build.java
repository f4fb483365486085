///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build and test a Gradle project with a shared cache
//SOURCES daggerkit@catalog
import daggerkit.Api.CacheSharingMode;
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class gradle_build {
    record Build(String log, String folder) {}

    public static void main(String... args) {
        String project = args.length > 0 ? args[0] : ".";
        Dagger.main(dag -> {
            Directory source =
                    dag.host().directory(project, o -> o.gitignore(true).exclude(".git", ".gradle", "build"));
            Container gradle = dag.container()
                    .from("gradle:8-jdk21")
                    .withEnvVariable("GRADLE_USER_HOME", "/cache/gradle")
                    // One build at a time: Gradle's own locks do not reach from one container to another.
                    .withMountedCache(
                            "/cache/gradle", dag.cacheVolume("gradle"), o -> o.sharing(CacheSharingMode.LOCKED))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec("gradle", "--no-daemon", "--console=plain", "build");
            Build build =
                    gradle.fetch(Container::stdout, c -> c.directory("build").export(project + "/build"), Build::new);
            System.out.print(build.log());
            System.out.println("The build is in " + build.folder());
        });
    }
}
