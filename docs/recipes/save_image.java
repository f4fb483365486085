///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Save an image as a tarball
//SOURCES daggerkit@catalog
import daggerkit.Api.ImageMediaTypes;
import daggerkit.Dagger;

class save_image {
    public static void main(String... args) {
        String path = args.length > 0 ? args[0] : "image.tar";
        Dagger.main(dag -> System.out.println(dag.container()
                .from("alpine:latest")
                .withNewFile("/etc/motd", "made by a script\n")
                .withEntrypoint("cat", "/etc/motd")
                // What every version of `docker load` reads.
                .export(path, o -> o.mediaTypes(ImageMediaTypes.DockerMediaTypes))));
    }
}
