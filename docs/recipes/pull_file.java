///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Copy a file out of an image, without Docker
//SOURCES daggerkit@catalog
import daggerkit.Api.File;
import daggerkit.Dagger;

class pull_file {
    record Copied(long size, String path) {}

    public static void main(String... args) {
        String image = args.length > 0 ? args[0] : "alpine:latest";
        String path = args.length > 1 ? args[1] : "/etc/os-release";
        String name = path.substring(path.lastIndexOf('/') + 1);
        Dagger.main(dag -> {
            File file = dag.container().from(image).file(path);
            Copied copied = file.fetch(File::size, f -> f.export(name), Copied::new);
            System.out.println(copied.path() + " (" + copied.size() + " bytes)");
        });
    }
}
