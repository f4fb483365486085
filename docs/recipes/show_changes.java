///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Show what a command changes as a patch, and apply it
//SOURCES daggerkit@catalog
import daggerkit.Api.Changeset;
import daggerkit.Api.Directory;
import daggerkit.Dagger;
import java.util.List;

class show_changes {
    record Review(List<String> added, List<String> modified, List<String> removed, String patch) {}

    public static void main(String... args) {
        boolean apply = args.length > 0 && args[0].equals("--apply");
        List<String> words = List.of(args).subList(apply ? 1 : 0, args.length);
        if (words.size() < 2) {
            System.err.println("Usage: show_changes.java [--apply] IMAGE COMMAND...");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory before = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            Changeset changes = dag.container()
                    .from(words.get(0))
                    .withMountedDirectory("/work", before)
                    .withWorkdir("/work")
                    .withExec(words.subList(1, words.size()))
                    .directory(".")
                    .changes(before);
            Review review = changes.fetch(
                    Changeset::addedPaths,
                    Changeset::modifiedPaths,
                    Changeset::removedPaths,
                    c -> c.asPatch().contents(),
                    Review::new);
            System.out.print(review.patch());
            System.err.println(
                    "added " + review.added() + ", modified " + review.modified() + ", removed " + review.removed());
            if (apply) {
                changes.export(".");
            }
        });
    }
}
