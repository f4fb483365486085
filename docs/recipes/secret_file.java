///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Give Maven a settings.xml that is secret
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class secret_file {
    public static void main(String... args) {
        String settings = args.length > 0 ? args[0] : System.getProperty("user.home") + "/.m2/settings.xml";
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git", "target"));
            System.out.print(dag.container()
                    .from("maven:3-eclipse-temurin-21")
                    .withMountedCache("/root/.m2", dag.cacheVolume("maven"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    // Beside the cache, not in it: what is in a cache stays there.
                    .withMountedSecret("/run/settings.xml", dag.secret("file://" + settings))
                    .withExec("mvn", "--batch-mode", "--settings=/run/settings.xml", "deploy")
                    .stdout());
        });
    }
}
