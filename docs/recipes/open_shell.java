///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Open a shell in a container, at any step
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class open_shell {
    public static void main(String... args) {
        String image = args.length > 0 ? args[0] : "alpine:latest";
        Dagger.main(dag -> {
            Directory source = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            dag.container()
                    .from(image)
                    .withMountedDirectory("/src", source)
                    .withWorkdir("/src")
                    // Whatever else is to be there comes before this line.
                    .terminal(o -> o.cmd("sh"))
                    .sync();
        });
    }
}
