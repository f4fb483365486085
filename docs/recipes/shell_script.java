///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run a shell script that stands in a text block
//SOURCES daggerkit@catalog
import daggerkit.Dagger;

class shell_script {
    private static final String SCRIPT = """
        set -eu
        mkdir -p /data && cd /data
        for i in 1 2 3; do
            echo "line $i" >> lines.txt
        done
        sort -r lines.txt
        """;

    public static void main(String... args) {
        Dagger.main(dag -> System.out.print(dag.container()
                .from("alpine:latest")
                .withExec(o -> o.stdin(SCRIPT), "sh")
                .stdout()));
    }
}
