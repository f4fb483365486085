///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Make a folder of files in memory and write it to the host
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Dagger;
import java.util.List;

class scaffold {
    public static void main(String... args) {
        String name = args.length > 0 ? args[0] : "demo";
        Dagger.main(dag -> {
            Directory project = dag.directory()
                    .withNewFile("README.md", "# " + name + "\n")
                    .withNewFile(".gitignore", "target/\n")
                    .withNewFile("run", """
                        #!/bin/sh
                        exec java src/Main.java "$@"
                        """, o -> o.permissions(0755))
                    .withNewFile("src/Main.java", """
                        class Main {
                            public static void main(String... args) {
                                System.out.println("Hello from %s");
                            }
                        }
                        """.formatted(name));
            record Written(String path, List<String> files) {}
            Written written = project.fetch(p -> p.export(name), p -> p.glob("**"), Written::new);
            System.out.println(written.path());
            written.files().forEach(System.out::println);
        });
    }
}
