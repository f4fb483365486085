///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Publish an image for several platforms by cross-compiling
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Api.File;
import daggerkit.Dagger;
import java.util.ArrayList;
import java.util.List;

class cross_compile {
    public static void main(String... args) {
        if (args.length != 1) {
            System.err.println("Usage: cross_compile.java REGISTRY/NAME:TAG");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            Container go = dag.container()
                    .from("golang:1.23-alpine")
                    .withMountedCache("/root/.cache/go-build", dag.cacheVolume("go-build"))
                    .withMountedCache("/go/pkg/mod", dag.cacheVolume("go-mod"))
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    .withEnvVariable("CGO_ENABLED", "0");
            List<Container> variants = new ArrayList<>();
            for (String architecture : List.of("amd64", "arm64")) {
                File program = go.withEnvVariable("GOARCH", architecture)
                        .withExec("go", "build", "-o", "/out/app", ".")
                        .file("/out/app");
                variants.add(dag.container(o -> o.platform("linux/" + architecture))
                        .from("alpine:latest")
                        .withFile("/usr/local/bin/app", program)
                        .withEntrypoint("app"));
            }
            System.out.println(dag.container().publish(args[0], o -> o.platformVariants(variants)));
        });
    }
}
