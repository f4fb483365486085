///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Use secrets from the environment, a file and a command
//SOURCES daggerkit@catalog
import daggerkit.Dagger;

class use_secret {
    public static void main(String... args) {
        Dagger.main(dag -> System.out.print(dag.container()
                .from("alpine:latest")
                .withSecretVariable("API_TOKEN", dag.secret("env://API_TOKEN"))
                .withSecretVariable("API_KEY", dag.secret("file://api-key.txt"))
                .withSecretVariable("SIGNATURE", dag.secret("cmd://printf signed-by-me"))
                .withExec("sh", "-c", """
                    echo "the token has ${#API_TOKEN} characters; shown, it is $API_TOKEN"
                    echo "the key has ${#API_KEY} characters; shown, it is $API_KEY"
                    echo "the signature has ${#SIGNATURE} characters; shown, it is $SIGNATURE"
                    """)
                .stdout()));
    }
}
