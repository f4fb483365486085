///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Inspect an image: platform, user, entrypoint, labels and ports
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Label;
import daggerkit.Api.Port;
import daggerkit.Dagger;
import daggerkit.Leaf;
import java.util.List;

class inspect_image {
    record Image(
            String address,
            String platform,
            String user,
            String workdir,
            List<String> entrypoint,
            List<String> arguments,
            List<String> labels,
            List<Long> ports) {}

    public static void main(String... args) {
        String address = args.length > 0 ? args[0] : "nginx:alpine";
        Dagger.main(dag -> {
            Container container = dag.container().from(address);
            Image image = dag.fetch(Leaf.of(
                    container.leaf(Container::imageRef),
                    container.leaf(Container::platform),
                    container.leaf(Container::user),
                    container.leaf(Container::workdir),
                    container.leaf(Container::entrypoint),
                    container.leaf(Container::defaultArgs),
                    container.each(
                            Container::labels,
                            label -> Leaf.of(
                                    label.leaf(Label::name),
                                    label.leaf(Label::value),
                                    (name, value) -> name + "=" + value)),
                    container.each(Container::exposedPorts, port -> port.leaf(Port::port)),
                    Image::new));
            System.out.println("address     " + image.address());
            System.out.println("platform    " + image.platform());
            System.out.println("user        " + (image.user().isEmpty() ? "root" : image.user()));
            System.out.println("workdir     " + image.workdir());
            System.out.println("entrypoint  " + image.entrypoint());
            System.out.println("arguments   " + image.arguments());
            System.out.println("labels      " + image.labels());
            System.out.println("ports       " + image.ports());
        });
    }
}
