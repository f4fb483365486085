///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Read a file of a Git repository at a branch, a tag or a commit
//SOURCES daggerkit@catalog
import daggerkit.Api.GitRef;
import daggerkit.Dagger;

class read_git_file {
    record Source(String commit, String text) {}

    public static void main(String... args) {
        String repository = args.length > 0 ? args[0] : "https://github.com/dagger/dagger";
        String ref = args.length > 1 ? args[1] : "v0.20.8";
        String path = args.length > 2 ? args[2] : "LICENSE";
        Dagger.main(dag -> {
            Source source = dag.git(repository)
                    .ref(ref)
                    .fetch(
                            GitRef::commit,
                            r -> r.tree(o -> o.depth(1)).file(path).contents(),
                            Source::new);
            System.err.println(path + " at " + source.commit());
            System.out.print(source.text());
        });
    }
}
