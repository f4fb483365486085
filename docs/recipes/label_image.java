///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Give an image labels and annotations
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Label;
import daggerkit.Dagger;

class label_image {
    public static void main(String... args) {
        String version = args.length > 0 ? args[0] : "1.0.0";
        Dagger.main(dag -> {
            Container image = dag.container()
                    .from("alpine:latest")
                    .withLabel("org.opencontainers.image.title", "demo")
                    .withLabel("org.opencontainers.image.version", version)
                    .withAnnotation("org.opencontainers.image.version", version);
            record Property(String name, String value) {}
            image.fetchEach(Container::labels, Label::name, Label::value, Property::new)
                    .forEach(label -> System.out.println(label.name() + "=" + label.value()));
        });
    }
}
