///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Copy an image from one registry to another
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import java.util.List;

class mirror_image {
    public static void main(String... args) {
        String user = System.getenv("REGISTRY_USER");
        if (args.length < 2 || user == null) {
            System.err.println("Usage: mirror_image.java FROM TO [PLATFORM...],"
                    + " with the login of TO in REGISTRY_USER and REGISTRY_PASSWORD");
            System.exit(64);
        }
        List<String> platforms =
                args.length > 2 ? List.of(args).subList(2, args.length) : List.of("linux/amd64", "linux/arm64");
        Dagger.main(dag -> {
            List<Container> variants = platforms.stream()
                    .map(platform -> dag.container(o -> o.platform(platform)).from(args[0]))
                    .toList();
            String published = dag.container()
                    .withRegistryAuth(args[1], user, dag.secret("env://REGISTRY_PASSWORD"))
                    .publish(args[1], o -> o.platformVariants(variants));
            System.out.println(published);
        });
    }
}
