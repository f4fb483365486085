///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Clone a private Git repository with a token
//SOURCES daggerkit@catalog
import daggerkit.Api.GitRef;
import daggerkit.Api.GitRepository;
import daggerkit.Api.Secret;
import daggerkit.Dagger;

class private_git {
    record Clone(String commit, String folder) {}

    public static void main(String... args) {
        if (args.length != 2) {
            System.err.println("Usage: private_git.java URL FOLDER, with the token in GIT_TOKEN");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Secret token = dag.secret("env://GIT_TOKEN");
            GitRepository repository =
                    dag.git(args[0], o -> o.httpAuthUsername("x-access-token").httpAuthToken(token));
            Clone clone = repository.head().fetch(GitRef::commit, r -> r.tree().export(args[1]), Clone::new);
            System.out.println(clone.commit() + " is in " + clone.folder());
        });
    }
}
