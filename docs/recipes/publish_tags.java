///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Publish an image under several tags in one request
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Dagger;
import daggerkit.Leaf;
import java.util.List;
import java.util.stream.Stream;

class publish_tags {
    public static void main(String... args) {
        if (args.length < 2) {
            System.err.println("Usage: publish_tags.java REGISTRY/NAME TAG...");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Container image = dag.container()
                    .from("nginx:alpine")
                    .withDirectory("/usr/share/nginx/html", dag.host().directory(".", o -> o.gitignore(true)));
            List<Leaf<String>> published = Stream.of(args)
                    .skip(1)
                    .map(tag -> image.leaf(i -> i.publish(args[0] + ":" + tag)))
                    .toList();
            dag.fetch(Leaf.all(published)).forEach(System.out::println);
        });
    }
}
