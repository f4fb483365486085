///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Copy a file out of an image, without Docker
//SOURCES daggerkit@catalog
import daggerkit.Dagger;

class pull_file {
    public static void main(String... args) {
        String image = args.length > 0 ? args[0] : "alpine:latest";
        String path = args.length > 1 ? args[1] : "/etc/os-release";
        String name = path.substring(path.lastIndexOf('/') + 1);
        Dagger.main(
                dag -> System.out.println(dag.container().from(image).file(path).export(name)));
    }
}
