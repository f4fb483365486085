///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run tests that need Docker, such as Testcontainers
//SOURCES daggerkit@catalog
import daggerkit.Api.CacheSharingMode;
import daggerkit.Api.Directory;
import daggerkit.Api.Service;
import daggerkit.Dagger;
import java.util.List;

class docker_tests {
    public static void main(String... args) {
        List<String> command = args.length > 0 ? List.of(args) : List.of("mvn", "--batch-mode", "verify");
        Dagger.main(dag -> {
            Service docker = dag.container()
                    .from("docker:dind")
                    // A daemon of its own for each run: two must not share this folder.
                    .withMountedCache(
                            "/var/lib/docker", dag.cacheVolume("docker"), o -> o.sharing(CacheSharingMode.PRIVATE))
                    .withExposedPort(2375)
                    .asService(o -> o.args("dockerd", "--host=tcp://0.0.0.0:2375", "--tls=false")
                            .insecureRootCapabilities(true));
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git", "target"));
            System.out.print(dag.container()
                    .from("maven:3-eclipse-temurin-21")
                    .withServiceBinding("docker", docker)
                    .withEnvVariable("DOCKER_HOST", "tcp://docker:2375")
                    .withMountedCache("/root/.m2", dag.cacheVolume("maven"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withExec(command)
                    .stdout());
        });
    }
}
