///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Publish an image to a registry that needs a login
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class publish_image {
    public static void main(String... args) {
        String user = System.getenv("REGISTRY_USER");
        if (args.length != 2 || user == null) {
            System.err.println("Usage: publish_image.java FOLDER REGISTRY/NAME:TAG,"
                    + " with the login in REGISTRY_USER and REGISTRY_PASSWORD");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory site =
                    dag.host().directory(args[0], o -> o.gitignore(true).exclude(".git"));
            String published = dag.container()
                    .from("nginx:alpine")
                    .withDirectory("/usr/share/nginx/html", site)
                    .withRegistryAuth(args[1], user, dag.secret("env://REGISTRY_PASSWORD"))
                    .publish(args[1]);
            System.out.println(published);
        });
    }
}
