///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Publish an image under several tags in one request
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.Directory;
import daggerkit.Dagger;
import daggerkit.Leaf;
import java.util.List;
import java.util.stream.Stream;

class publish_tags {
    public static void main(String... args) {
        if (args.length < 3) {
            System.err.println("Usage: publish_tags.java FOLDER REGISTRY/NAME TAG...");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory site =
                    dag.host().directory(args[0], o -> o.gitignore(true).exclude(".git"));
            Container image = dag.container().from("nginx:alpine").withDirectory("/usr/share/nginx/html", site);
            List<Leaf<String>> published = Stream.of(args)
                    .skip(2)
                    .map(tag -> image.leaf(i -> i.publish(args[1] + ":" + tag)))
                    .toList();
            dag.fetch(Leaf.all(published)).forEach(System.out::println);
        });
    }
}
