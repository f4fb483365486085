///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Load an image into the local Docker, and use one that is there
//SOURCES daggerkit@catalog
import daggerkit.Dagger;

class load_image {
    public static void main(String... args) {
        String name = args.length > 0 ? args[0] : "demo:dev";
        Dagger.main(dag -> {
            dag.container()
                    .from("alpine:latest")
                    .withNewFile("/etc/motd", "made by a script\n")
                    .exportImage(name);
            System.out.print(
                    dag.host().containerImage(name).withExec("cat", "/etc/motd").stdout());
        });
    }
}
